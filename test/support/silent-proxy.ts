import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A network that can swallow what is sent through it: no answer, no refusal, no end of a connection. */
export class SilentProxy {
  private isSilent = false;
  /** Those that were there when it fell silent stay dead, as they do behind a firewall that has forgotten them. */
  private dead = new WeakSet<Socket>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** @param target the URL of a PostgreSQL server */
  static async start(target: string): Promise<SilentProxy> {
    const server = createServer({ allowHalfOpen: true }, (socket) => proxy.join(socket));
    const proxy = new SilentProxy(server, new URL(target));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The way through it, to the same database. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  fallSilent(): void {
    this.isSilent = true;
    for (const socket of this.sockets) this.dead.add(socket);
  }

  /** Lets new connections through again. */
  recover(): void {
    this.isSilent = false;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    const far = connect({ port: Number(this.target.port), host: this.target.hostname, allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from.setNoDelay());
      if (this.isSilent) this.dead.add(from);
      from.on('data', (bytes) => this.isPassing(from) && to.write(bytes));
      from.on('end', () => this.isPassing(from) && to.end());
      from.on('error', () => this.isPassing(from) && to.destroy());
      from.on('close', () => this.sockets.delete(from));
    }
  }

  private isPassing(socket: Socket): boolean {
    return !this.dead.has(socket);
  }
}
