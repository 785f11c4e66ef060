import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** As in docker/proxy/nginx.conf: so many failures within so long, and a replica is left alone for as long. */
const mostFailures = 2;
const failTimeoutMs = 5_000;
const readTimeoutMs = 30_000;

/** Methods of requests that may be sent to another replica after one has had them (RFC 9110 §9.2.2); nginx never repeats a POST. */
const idempotent = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

interface Replica {
  readonly url: string;
  failures: number[];
  restsUntil: number;
}

/** A reverse proxy that treats requests and replicas as nginx does with the configuration in docker/proxy. */
export class Proxy {
  /** How often a request was sent to another replica, by why. */
  readonly repeats = new Map<string, number>();
  private readonly agent = new Agent({ keepAlive: true });
  private readonly replicas: readonly Replica[];
  private turn = 0;

  private constructor(
    private readonly server: Server,
    urls: readonly string[],
  ) {
    this.replicas = urls.map((url) => ({ url, failures: [], restsUntil: 0 }));
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      void this.pass(incoming, response);
    });
  }

  static async start(urls: readonly string[]): Promise<Proxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server, urls);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.agent.destroy();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    for (const replica of this.inTurn()) {
      const failure = await this.ask(replica, incoming, body, response);
      if (failure === undefined || response.destroyed) return;
      this.noteFailure(replica);
      if (failure.wasSent && !idempotent.has(incoming.method!)) break;
      const reason = failure.wasSent ? `cut off, ${incoming.method}` : 'connection refused';
      this.repeats.set(reason, (this.repeats.get(reason) ?? 0) + 1);
    }
    response.writeHead(502).end();
  }

  /** @returns why there is no answer, if there is none: whether the replica may have had the request. */
  private ask(replica: Replica, { method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse) {
    return new Promise<{ readonly wasSent: boolean } | undefined>((resolve) => {
      const asked = request(`${replica.url}${url}`, { method, headers, agent: this.agent, timeout: readTimeoutMs });
      asked.on('timeout', () => asked.destroy());
      // A client that hangs up does so through the proxy.
      response.once('close', () => asked.destroy());
      asked.on('response', (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.on('error', () => response.destroy());
        answer.pipe(response);
        answer.once('close', () => resolve(undefined));
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        if (!response.headersSent) return resolve({ wasSent: error.code !== 'ECONNREFUSED' });
        response.destroy();
        resolve(undefined);
      });
      asked.end(body);
    });
  }

  /** One after the other, those first that have not failed lately. */
  private inTurn(): readonly Replica[] {
    const now = performance.now();
    const first = this.turn++ % this.replicas.length;
    const all = [...this.replicas.slice(first), ...this.replicas.slice(0, first)];
    return all.toSorted((a, b) => Number(a.restsUntil > now) - Number(b.restsUntil > now));
  }

  private noteFailure(replica: Replica): void {
    const now = performance.now();
    replica.failures = [...replica.failures.filter((at) => at > now - failTimeoutMs), now];
    if (replica.failures.length >= mostFailures) replica.restsUntil = now + failTimeoutMs;
  }
}
