import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a path of the provider answers. */
export interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly contentType?: string;
  /** The browser gets to see the answer, unless this says that it does not. */
  readonly cors?: false;
  /** The connection breaks off in the middle of the body. */
  readonly breaksOff?: true;
}

/** Any service provider: it answers as a test tells it to, and remembers what was asked. */
export class Provider {
  readonly answers = new Map<string, Answer>();
  readonly asked: { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers'] }[] =
    [];

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response));
  }

  static async start(): Promise<Provider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Provider(server);
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often that path was asked for, preflights aside. */
  timesAsked(path: string): number {
    return this.asked.filter((request) => request.path === path).length;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  #answer({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const path = url.split('?', 1)[0]!;
    const {
      status = 200,
      body = '',
      contentType = 'text/markdown',
      cors,
      breaksOff,
    } = this.answers.get(path) ?? { status: 404 };
    if (cors !== false) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'authorization, content-type, accept-language, prefer');
      response.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
    }
    if (method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    this.asked.push({ method, path, headers });
    if (breaksOff) {
      response.writeHead(status, { 'content-type': contentType, 'content-length': body.length + 1 });
      response.write(body, () => response.destroy());
      return;
    }
    // 204 has neither a body nor a kind of body.
    response.writeHead(status, status === 204 ? {} : { 'content-type': contentType }).end(body);
  }
}
