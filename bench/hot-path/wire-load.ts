import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A request that is sent again and again over connections that stay open, with a token each time. */
export interface WireLoad {
  readonly port: number;
  readonly path: string;
  /** The token of the next request: the same one each time, or another, until there are none left. */
  readonly nextToken: () => string | undefined;
  readonly connections: number;
}

const endOfHead = '\r\n\r\n';

/**
 * Sends a request on every connection as soon as the one before is answered, for that many milliseconds. It writes and
 * counts bytes, as every answer is as long as the first: a client that parsed HTTP would be slower than the servers.
 *
 * @returns how many requests were answered in a second.
 * @throws when one is not answered with 200.
 */
export async function requestsPerSecond(load: WireLoad, milliseconds: number): Promise<number> {
  const head = `GET ${load.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer `;
  const startedAt = performance.now();
  const end = startedAt + milliseconds;
  const nextRequest = () => {
    const token = performance.now() < end ? load.nextToken() : undefined;
    return token && `${head}${token}${endOfHead}`;
  };
  const loops = Array.from({ length: load.connections }, () => repeat(load.port, nextRequest));
  const answered = (await Promise.all(loops)).reduce((sum, count) => sum + count, 0);
  return answered / ((performance.now() - startedAt) / 1000);
}

/** Gives the next request, or none when that was all. */
type NextRequest = () => string | undefined;

async function repeat(port: number, nextRequest: NextRequest): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  try {
    await once(socket, 'connect');
    return await exchange(socket, nextRequest);
  } finally {
    socket.destroy();
  }
}

function exchange(socket: Socket, nextRequest: NextRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let received = '';
    let length: number | undefined;
    const writeNext = () => {
      const request = nextRequest();
      if (request === undefined) resolve(answered);
      else socket.write(request);
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server hung up')));
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      length ??= lengthOf(received);
      if (length === undefined || received.length < length) return;
      if (received.length > length || !received.startsWith('HTTP/1.1 200 ')) {
        return reject(new Error(`an unexpected answer: ${received.split('\r\n', 1)[0]}`));
      }
      received = '';
      answered += 1;
      writeNext();
    });
    writeNext();
  });
}

/** How long a whole answer is, in bytes, if as much of it is there that this can be told. */
function lengthOf(received: string): number | undefined {
  const head = received.indexOf(endOfHead);
  if (head === -1) return undefined;
  const body = /\r\ncontent-length: (\d+)\r\n/i.exec(received.slice(0, head + 2))?.[1];
  if (body === undefined) throw new Error('the answer does not tell its length');
  return head + endOfHead.length + Number(body);
}
