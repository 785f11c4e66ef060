import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Requests that are sent one after the other, over connections that stay open. */
export interface Load {
  readonly port: number;
  /** How long requests come, in milliseconds. */
  readonly milliseconds: number;
  /** The next request, as it is sent, without the blank line at its end. */
  readonly next: () => string;
}

/** How requests were answered: how long each took since it was due, in milliseconds, by the status of its answer. */
export type Answers = ReadonlyMap<number, readonly number[]>;

/** More than are ever unanswered, as long as what is refused is refused at once. */
const mostConnections = 400;
const betweenTicksMs = 2;

/** Sends a request on each of so many connections as soon as the one before is answered. */
export function closedLoad(load: Load, connections: number): Promise<Answers> {
  return onLines(load.port, connections, async (lines) => {
    const answers = new Map<number, number[]>();
    const end = performance.now() + load.milliseconds;
    const repeat = async (line: Line) => {
      for (let now = performance.now(); now < end; now = performance.now()) {
        note(answers, await line.exchange(load.next()), now);
      }
    };
    await Promise.all(lines.map(repeat));
    return answers;
  });
}

/**
 * Sends so many requests a second, whether or not those before are answered. One that finds no connection waits for the
 * next, and its time counts from when it was due.
 */
export function openLoad(load: Load, perSecond: number): Promise<Answers> {
  return onLines(load.port, mostConnections, async (idle) => {
    const answers = new Map<number, number[]>();
    const total = Math.floor((perSecond * load.milliseconds) / 1000);
    const startedAt = performance.now();
    const exchanges: Promise<void>[] = [];
    while (exchanges.length < total) {
      const due = startedAt + (exchanges.length * 1000) / perSecond;
      const line = due <= performance.now() ? idle.pop() : undefined;
      if (line === undefined) {
        await pause(betweenTicksMs);
        continue;
      }
      const exchange = async () => {
        note(answers, await line.exchange(load.next()), due);
        idle.push(line);
      };
      exchanges.push(exchange());
    }
    await Promise.all(exchanges);
    return answers;
  });
}

function note(answers: Map<number, number[]>, status: number, since: number): void {
  const times = answers.get(status);
  const ms = performance.now() - since;
  if (times === undefined) answers.set(status, [ms]);
  else times.push(ms);
}

async function onLines(port: number, count: number, work: (lines: Line[]) => Promise<Answers>): Promise<Answers> {
  const lines = Array.from({ length: count }, () => new Line(port));
  await Promise.all(lines.map((line) => line.connected));
  try {
    return await work([...lines]);
  } finally {
    for (const line of lines) line.close();
  }
}

const endOfHead = '\r\n\r\n';

/** A connection with one request on it at a time. */
class Line {
  readonly connected: Promise<unknown>;
  private readonly socket: Socket;
  private received = '';
  private resolve: (status: number) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1');
    this.connected = once(this.socket, 'connect');
    this.socket.on('data', (text: string) => this.take(text));
    this.socket.on('error', (error) => this.reject(error));
    this.socket.on('close', () => this.reject(new Error('the server hung up')));
  }

  /** @returns the status of the answer, once the whole of it is there. */
  exchange(head: string): Promise<number> {
    return new Promise((resolve, reject) => {
      [this.resolve, this.reject] = [resolve, reject];
      this.socket.write(head + endOfHead);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    const head = this.received.indexOf(endOfHead);
    if (head === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(this.received.slice(0, head + 2))?.[1] ?? 0);
    if (this.received.length < head + endOfHead.length + length) return;
    const status = Number(this.received.slice(9, 12));
    this.received = '';
    this.resolve(status);
  }
}
