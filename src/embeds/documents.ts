import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Problem } from '../http/problem.js';
import type { DocumentFacts } from './embed-pdf.js';
import type { Embed } from './markdown.js';
import { pdfProgram } from './pdf-program.js';
import type { PdfOrder, PdfResult } from './pdf-thread.js';

/** Limits of a process for documents. */
export interface DocumentLimits {
  /** Memory for those that have been made, in bytes. */
  readonly rememberedBytes: number;
  /** How many may be waiting for the thread; each takes about a tenth of a second. */
  readonly mostWaiting: number;
}

const defaults: DocumentLimits = { rememberedBytes: 16 * 2 ** 20, mostWaiting: 50 };

interface Waiting {
  resolve(content: Buffer): void;
  reject(reason: Error): void;
}

/**
 * Makes documents in a thread of its own, so that other requests do not wait for one. A document is made once: for all
 * requests meanwhile, and for later ones as long as it is remembered.
 */
export class Documents implements OnApplicationShutdown {
  private readonly logger = new Logger(Documents.name);
  private readonly known: LRUCache<string, Buffer>;
  private readonly underWay = new Map<string, Promise<Buffer>>();
  private readonly waiting = new Map<number, Waiting>();
  private thread: Worker | undefined;
  private readonly mostWaiting: number;
  private ordered = 0;

  constructor(limits: Partial<DocumentLimits> = {}) {
    const { rememberedBytes, mostWaiting } = { ...defaults, ...limits };
    this.mostWaiting = mostWaiting;
    this.known = new LRUCache({ maxSize: rememberedBytes, sizeCalculation: ({ length }) => length });
  }

  /** The memory that documents take, in bytes. */
  get size(): number {
    return this.known.calculatedSize;
  }

  /**
   * An embed as a document to keep: see {@link embedPdf}.
   *
   * @returns the same buffer for the same document, while it is remembered.
   * @throws {Problem} `unavailable` when too many documents are being made.
   */
  async pdf(embed: Embed, facts: DocumentFacts): Promise<Buffer> {
    const key = createHash('sha256')
      .update(JSON.stringify([embed, facts]))
      .digest('base64url');
    const known = this.known.get(key) ?? this.underWay.get(key);
    if (known !== undefined) return known;
    if (this.waiting.size >= this.mostWaiting) throw new Problem('unavailable');
    const made = this.make(embed, facts)
      .then((content) => {
        this.known.set(key, content);
        return content;
      })
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, made);
    return made;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.terminate();
  }

  private make(embed: Embed, facts: DocumentFacts): Promise<Buffer> {
    const thread = (this.thread ??= this.startThread());
    this.ordered += 1;
    const order: PdfOrder = { id: this.ordered, embed, facts };
    return new Promise((resolve, reject) => {
      this.waiting.set(order.id, { resolve, reject });
      thread.postMessage(order, []);
    });
  }

  private startThread(): Worker {
    const thread = new Worker(pdfProgram);
    // A process may end although the thread is there.
    thread.unref();
    thread.on('message', (result: PdfResult) => {
      const waiting = this.waiting.get(result.id);
      this.waiting.delete(result.id);
      if ('content' in result) {
        this.logger.debug({ msg: 'a document was made', bytes: result.content.length });
        waiting?.resolve(Buffer.from(result.content));
      } else waiting?.reject(new Error(`a document could not be made: ${result.failure}`));
    });
    thread.on('error', (error) => this.giveUp(thread, error));
    thread.on('exit', () => this.giveUp(thread, new Error('the thread that makes documents has ended')));
    return thread;
  }

  /** Documents that were waiting for a thread that has ended fail; the next document starts another one. */
  private giveUp(thread: Worker, reason: Error): void {
    if (this.thread !== thread) return;
    this.thread = undefined;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
