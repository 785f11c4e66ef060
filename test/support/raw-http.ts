import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer as it came over the wire, header names in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends bytes to the server at `url`, whether HTTP or not, and reads what comes until the server hangs up. */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  const [statusLine = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => {
    const [name = '', ...value] = field.split(':');
    return [name.toLowerCase(), value.join(':').trim()] as const;
  });
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers), body };
}

/** Asks for a target exactly as it is spelled: `fetch` would tidy it up first. */
export function getRaw(
  url: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const fields = Object.entries({ Host: new URL(url).host, Connection: 'close', ...headers });
  const lines = [`GET ${target} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  return sendRaw(url, `${lines.join('\r\n')}\r\n\r\n`);
}
