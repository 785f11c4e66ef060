import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface PipelineLimits {
  /** Requests on one connection that may wait while another one is answered. */
  readonly mostWaiting: number;
  /** How long the peer may take to read an answer, in milliseconds… */
  readonly takingMs: number;
  /** … and for each kibibyte of its body, on top. */
  readonly takingMsPerKibibyte: number;
  /** How often slow readers are looked for, in milliseconds. */
  readonly betweenLooksMs: number;
}

/** More than any client or proxy pipelines (RFC 9112 §9.3.2). A slow phone still reads 16 KiB a second. */
const defaults: PipelineLimits = { mostWaiting: 15, takingMs: 30_000, takingMsPerKibibyte: 62, betweenLooksMs: 1_000 };

/** The requests on one connection, handled one after the other. */
class Pipeline {
  private readonly waiting: (readonly [IncomingMessage, ServerResponse])[] = [];
  private current: readonly [IncomingMessage, ServerResponse] | undefined;
  private answeringSince: number | undefined;

  constructor(
    readonly socket: Socket,
    private readonly handle: HttpHandler,
    private readonly limits: PipelineLimits,
  ) {}

  /** The request that has no whole answer yet. */
  get unanswered(): IncomingMessage | undefined {
    return this.current?.[0];
  }

  add(request: IncomingMessage, response: ServerResponse): void {
    if (this.current === undefined) this.begin(request, response);
    else if (this.waiting.length < this.limits.mostWaiting) this.waiting.push([request, response]);
    else this.socket.destroy();
  }

  /** Cuts the connection when its peer does not read what it asked for. */
  lookAt(now: number): void {
    const response = this.current?.[1];
    if (response?.headersSent !== true) return;
    this.answeringSince ??= now;
    const kibibytes = Number(response.getHeader('content-length') ?? 0) / 1024;
    const { takingMs, takingMsPerKibibyte } = this.limits;
    if (now - this.answeringSince > takingMs + kibibytes * takingMsPerKibibyte) this.socket.destroy();
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    this.current = [request, response];
    response.once('close', () => this.next());
    this.handle(request, response);
  }

  private next(): void {
    this.current = undefined;
    this.answeringSince = undefined;
    const following = this.waiting.shift();
    if (following !== undefined && !this.socket.destroyed) this.begin(...following);
  }
}

/**
 * Bounds what one connection has in memory: of the requests that a peer pipelines one is handled at a time, the next one
 * when the peer has read the answer; a few more wait. A connection with more than that is cut, and so is one whose peer
 * does not read its answer in time. Node.js itself hands over every request that it has read at once.
 */
export class Pipelines {
  private readonly pipelines = new Map<Socket, Pipeline>();
  private readonly limits: PipelineLimits;

  constructor(limits: Partial<PipelineLimits> = {}) {
    this.limits = { ...defaults, ...limits };
  }

  /** Has a server's requests handled this way. */
  attach(server: Server, handle: HttpHandler): void {
    server.on('connection', (socket) => {
      this.pipelines.set(socket, new Pipeline(socket, handle, this.limits));
      socket.once('close', () => this.pipelines.delete(socket));
    });
    server.on('request', (request, response) => this.pipelines.get(request.socket)?.add(request, response));
    const timer = setInterval(() => this.look(), this.limits.betweenLooksMs).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** The request on a connection that has no whole answer yet. */
  unansweredOn(socket: Socket): IncomingMessage | undefined {
    return this.pipelines.get(socket)?.unanswered;
  }

  private look(): void {
    const now = performance.now();
    for (const pipeline of this.pipelines.values()) pipeline.lookAt(now);
  }
}
