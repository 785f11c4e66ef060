import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Sends the headers and the body, and then never ends. */
  readonly unfinished?: boolean;
}

/** `undefined`: no answer, ever. */
export type Script = (received: Received) => Reply | undefined | Promise<Reply>;

/** RSA, made anew for each test file, with the `kid` under which Maskinporten would know it. */
export const clientKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const clientJwk = { ...clientKey.privateKey.export({ format: 'jwk' }), kid: 'our-key' };

/** Maskinporten and Dialogporten behind one real HTTP server: the test scripts its answers, route by route. */
export class ScriptedPlatform {
  readonly received: Received[] = [];
  private readonly scripts = new Map<string, Script>();
  private issued = 0;

  private constructor(private readonly server: Server) {}

  /** A platform where Maskinporten grants `token-1`, `token-2`, … for 120 s each. */
  static async start(): Promise<ScriptedPlatform> {
    const server = createServer(async (request, response) => {
      const { method = '', url: path = '', headers } = request;
      const received = { method, path, headers, body: await text(request) };
      platform.received.push(received);
      const script = platform.scripts.get(`${method} ${path}`);
      const reply: Reply | undefined = script === undefined ? { status: 404 } : await script(received);
      if (reply === undefined) return;
      response.writeHead(reply.status ?? 200, reply.headers);
      response.write(typeof reply.body === 'string' ? reply.body : (JSON.stringify(reply.body) ?? ''));
      if (reply.unfinished !== true) response.end();
    });
    const platform = new ScriptedPlatform(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    platform.on('GET /maskinporten/.well-known/oauth-authorization-server', () => ({ body: platform.metadata }));
    platform.on('POST /maskinporten/token', () => ({ body: platform.grant() }));
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get issuer(): string {
    return `${this.url}/maskinporten/`;
  }

  get metadata() {
    return { issuer: this.issuer, token_endpoint: `${this.issuer}token` };
  }

  grant(lifetimeSeconds = 120) {
    this.issued += 1;
    return { access_token: `token-${this.issued}`, token_type: 'Bearer', expires_in: lifetimeSeconds, scope: 'a b' };
  }

  on(route: string, script: Script): void {
    this.scripts.set(route, script);
  }

  /** The requests that came on one route, such as `POST /maskinporten/token`. */
  requests(route: string): Received[] {
    return this.received.filter(({ method, path }) => `${method} ${path}` === route);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
