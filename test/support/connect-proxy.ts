import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';

const fileOf = (name: string) => fileURLToPath(new URL(`platform.example/${name}.pem`, import.meta.url));

/** The name of the platform behind the proxy. It resolves nowhere: only the proxy knows the way. */
export const platformUrl = 'https://platform.example';

/** The certificate that its name is proved with, published with its key, for `NODE_EXTRA_CA_CERTS`. */
export const certificateFile = fileOf('certificate');

/**
 * An egress proxy: it opens tunnels (`CONNECT`) to {@link platformUrl}, whose TLS ends here, and which is the server on the
 * port given. It can want a password, refuse, and stay silent.
 */
export class ConnectProxy {
  /** Where tunnels have been asked for. */
  readonly asked: string[] = [];
  /** `user:password`, when it wants one. */
  credentials: string | undefined;
  /** Answer in place of a tunnel. */
  refusal: string | undefined;
  isSilent = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly far: TlsServer,
  ) {}

  static async start(port: number): Promise<ConnectProxy> {
    const [cert, key] = ['certificate', 'key'].map((name) => readFileSync(fileOf(name)));
    const far = createTlsServer({ cert: cert!, key: key! }, (socket) => {
      const near = connect(port, '127.0.0.1').on('error', () => socket.destroy());
      socket.on('error', () => near.destroy());
      socket.pipe(near).pipe(socket);
    });
    const server = createServer((_, response) => response.writeHead(405).end());
    const proxy = new ConnectProxy(server, far);
    server.on('connect', ({ url = '', headers }, socket: Socket) => {
      proxy.asked.push(url);
      proxy.open(
        url,
        headers['proxy-authorization'],
        socket.on('error', () => socket.destroy()),
      );
    });
    server.on('connection', (socket) => {
      proxy.sockets.add(socket);
      socket.once('close', () => proxy.sockets.delete(socket));
    });
    await Promise.all(
      [far, server].map((each) => new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve))),
    );
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many connections to it are open. */
  get connections(): number {
    return this.sockets.size;
  }

  /** Cuts all open tunnels: clients have to ask anew. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await Promise.all([this.server, this.far].map((each) => new Promise((resolve) => each.close(resolve))));
  }

  private open(url: string, authorization: string | undefined, socket: Socket): void {
    socket.on('end', () => socket.end());
    if (this.isSilent) return void socket.resume();
    const { credentials } = this;
    const isKnown = !credentials || authorization === `Basic ${Buffer.from(credentials).toString('base64')}`;
    const refusal = isKnown ? this.refusal : '407 Proxy Authentication Required';
    if (refusal !== undefined || url !== 'platform.example:443') {
      socket.end(`HTTP/1.1 ${refusal ?? '403 Forbidden'}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const tunnel = connect((this.far.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(tunnel).pipe(socket);
    }).on('error', () => socket.destroy());
    socket.once('close', () => tunnel.destroy());
  }
}
