import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Injectable } from '@nestjs/common';
import type { ByteRange } from '../../../src/navigation/downloaded-file.js';
import type { ArchivedDocument } from './mooring-permit.js';

/** A payment that is to be made. */
export interface Charge {
  /** In øre. */
  readonly amount: number;
  readonly agreement: string;
  /** The same at each attempt: it is made once. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** Charges by agreements, at the address in `MOORING_PAYMENTS_URL`. */
@Injectable()
export class PaymentProvider {
  /** @returns the receipt; undefined when the payment is refused, now or later. */
  async charge({ amount, agreement, idempotencyKey, signal }: Charge): Promise<string | undefined> {
    const answer = await fetch(addressIn('MOORING_PAYMENTS_URL'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
      body: JSON.stringify({ amount, agreement }),
      signal,
    });
    if (answer.status === 402) return undefined;
    if (!answer.ok) throw new Error(`the payment provider answered ${answer.status}`);
    return ((await answer.json()) as { readonly receipt: string }).receipt;
  }
}

/** Keeps documents for good, at the address in `MOORING_ARCHIVE_URL`. */
@Injectable()
export class Archive {
  /** Under the same key it is the same document. */
  async keep(key: string, content: Buffer<ArrayBuffer>, signal: AbortSignal): Promise<ArchivedDocument> {
    const answer = await fetch(`${addressIn('MOORING_ARCHIVE_URL')}/${key}`, { method: 'PUT', body: content, signal });
    const etag = answer.headers.get('ETag')?.replaceAll('"', '');
    if (!answer.ok || etag === undefined) throw new Error(`the archive answered ${answer.status}`);
    return { key, size: content.length, etag };
  }

  /** A part of a document, as it comes. */
  async open(key: string, { start, end }: ByteRange): Promise<Readable> {
    const headers = { Range: `bytes=${start}-${end}` };
    const answer = await fetch(`${addressIn('MOORING_ARCHIVE_URL')}/${key}`, { headers });
    if (answer.status !== 206) throw new Error(`the archive answered ${answer.status}`);
    return Readable.fromWeb(answer.body as ReadableStream);
  }
}

function addressIn(setting: string): string {
  const address = process.env[setting];
  if (address === undefined) throw new Error(`${setting} is not set`);
  return address;
}
