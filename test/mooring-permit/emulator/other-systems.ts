import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A payment provider and an archive, by HTTP. */
export class OtherSystems {
  /** The keys of all attempts to charge, in order. */
  readonly attempts: string[] = [];
  /** Charged amounts by idempotency key: each key once. */
  readonly charged = new Map<string, { readonly amount: number; readonly agreement: string }>();
  /** The ranges of the archive that were asked for. */
  readonly ranges: string[] = [];
  /** Agreements that are refused. */
  readonly refused = new Set<string>();
  /** How many of the next charges are made, and not answered. */
  unanswered = 0;
  private readonly documents = new Map<string, Buffer>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtherSystems> {
    const server = createServer();
    const systems = new OtherSystems(server);
    server.on('request', (request, response) => {
      void bodyOf(request).then((body) => systems.answer(request, body, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return systems;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    if (request.method === 'POST') this.charge(String(request.headers['idempotency-key']), body, response);
    else if (request.method === 'PUT') this.keep(request.url!, body, response);
    else this.give(request.url!, request.headers.range ?? '', response);
  }

  private charge(key: string, body: Buffer, response: ServerResponse): void {
    const asked = JSON.parse(String(body)) as { readonly amount: number; readonly agreement: string };
    this.attempts.push(key);
    if (this.refused.has(asked.agreement)) return void response.writeHead(402).end();
    this.charged.set(key, asked);
    if (this.unanswered > 0) {
      this.unanswered -= 1;
      return void response.destroy();
    }
    return void response
      .setHeader('Content-Type', 'application/json')
      .end(JSON.stringify({ receipt: `receipt-${key}` }));
  }

  private keep(path: string, body: Buffer, response: ServerResponse): void {
    this.documents.set(path, body);
    response.setHeader('ETag', `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`).end();
  }

  private give(path: string, range: string, response: ServerResponse): void {
    this.ranges.push(range);
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const part = this.documents.get(path)?.subarray(Number(start), Number(end) + 1);
    response.writeHead(part === undefined ? 404 : 206).end(part);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
