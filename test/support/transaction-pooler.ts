import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** One message of PostgreSQL's protocol; the first one of a client has no type. */
interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Start-up parameters that PgBouncer takes from a client without being told to ignore them. */
const known = new Set(['user', 'database', 'client_encoding', 'application_name', 'datestyle', 'timezone']);

/**
 * PgBouncer in transaction mode, as far as clients notice: each transaction may run in another session of the server's,
 * and a parameter that a session would have to keep is refused, or dropped (`ignore_startup_parameters`).
 */
export class TransactionPooler {
  private readonly idle: Socket[] = [];
  private readonly waiting: ((session: Socket) => void)[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly ignoresParameters: boolean,
  ) {}

  /** @param target the URL of a database, to which every client is let in without a password */
  static async start(target: string, { ignoresParameters = false, sessions = 4 } = {}): Promise<TransactionPooler> {
    const server = createServer((client) => pooler.serve(client));
    const pooler = new TransactionPooler(server, new URL(target), ignoresParameters);
    for (let count = 0; count < sessions; count++) pooler.idle.push(await pooler.openSession());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return pooler;
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private openSession(): Promise<Socket> {
    const { port, hostname, username, pathname } = this.target;
    const session = this.keep(connect(Number(port), hostname));
    session.write(startup({ user: username, database: pathname.slice(1) }));
    return new Promise((ready) => {
      const read = messages((message) => {
        if (message.type !== 'Z') return;
        session.off('data', read);
        ready(session);
      });
      session.on('data', read);
    });
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket
      .setNoDelay()
      .on('error', () => socket.destroy())
      .on('close', () => this.sockets.delete(socket));
  }

  /** The session that has been idle longest: most likely not the one of the client's last transaction. */
  private take(): Promise<Socket> {
    const session = this.idle.shift();
    return session === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(session);
  }

  private giveBack(session: Socket): void {
    session.removeAllListeners('data');
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(session);
    else next(session);
  }

  private serve(client: Socket): void {
    let session: Promise<Socket> | undefined;
    let unanswered = 0;
    const linked = async () => {
      const taken = await this.take();
      const passOn = messages(({ type, bytes }) => {
        client.write(bytes);
        if (type !== 'Z') return;
        unanswered--;
        if (unanswered > 0 || bytes.toString('latin1', 5, 6) !== 'I') return;
        session = undefined;
        this.giveBack(taken);
      });
      return taken.on('data', passOn);
    };
    const read = messages(({ type, bytes }) => {
      if (type === '') return this.welcome(client, bytes);
      if (type === 'X') return void client.end();
      if (type === 'Q' || type === 'S') unanswered++;
      session ??= linked();
      void session.then((taken) => taken.write(bytes));
    }, true);
    this.keep(client).on('data', read);
  }

  private welcome(client: Socket, bytes: Buffer): void {
    const fields = bytes.toString('utf8', 8).split('\0');
    const names = fields.filter((name, index) => index % 2 === 0 && name !== '');
    const refused = names.find((name) => !known.has(name.toLowerCase()));
    if (refused === undefined || this.ignoresParameters) {
      client.write(Buffer.concat([frame('R', Buffer.alloc(4)), frame('Z', Buffer.from('I'))]));
      return;
    }
    const error = `SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: ${refused}\0\0`;
    client.end(frame('E', Buffer.from(error)));
  }
}

function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(type.length + 4);
  head.write(type);
  head.writeUInt32BE(body.length + 4, type.length);
  return Buffer.concat([head, body]);
}

function startup(parameters: Record<string, string>): Buffer {
  const version = Buffer.from([0, 3, 0, 0]);
  const fields = Object.entries(parameters).flatMap(([name, value]) => [name, value]);
  return frame('', Buffer.concat([version, Buffer.from(`${fields.join('\0')}\0\0`)]));
}

/** Cuts a stream into messages. */
function messages(handle: (message: Message) => void, beginsWithStartup = false): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isStartup = beginsWithStartup;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const typeLength = isStartup ? 0 : 1;
      if (rest.length < typeLength + 4) return;
      const length = typeLength + rest.readUInt32BE(typeLength);
      if (rest.length < length) return;
      const one = { type: rest.toString('latin1', 0, typeLength), bytes: rest.subarray(0, length) };
      rest = rest.subarray(length);
      isStartup = false;
      handle(one);
    }
  };
}
