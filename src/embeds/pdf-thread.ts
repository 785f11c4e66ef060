import { parentPort } from 'node:worker_threads';
import { type DocumentFacts, embedPdf } from './embed-pdf.js';
import type { Embed } from './markdown.js';

/** A document to make. */
export interface PdfOrder {
  readonly id: number;
  readonly embed: Embed;
  readonly facts: DocumentFacts;
}

/** The document, or why there is none. */
export type PdfResult = { readonly id: number } & ({ readonly content: Uint8Array } | { readonly failure: string });

parentPort?.on('message', (order: PdfOrder) => void make(order));

async function make({ id, embed, facts }: PdfOrder): Promise<void> {
  const result: PdfResult = await embedPdf(embed, facts).then(
    (content) => ({ id, content }),
    (error: unknown) => ({ id, failure: String(error) }),
  );
  parentPort?.postMessage(result, []);
}
