import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { create as contentDisposition } from 'content-disposition';
import parseRange from 'range-parser';

interface FileFacts {
  /** The name that it is saved under; letters that a file system does not take are replaced. */
  readonly name: string;
  readonly mediaType: string;
}

/** A small file, such as one that is made here. */
export interface FileInMemory extends FileFacts {
  readonly content: Buffer;
}

/** A file of any size, which is never in memory as a whole. */
export interface StreamedFile extends FileFacts {
  /** In bytes. */
  readonly size: number;
  /** Names this version of the content, without quotation marks; known beforehand, such as a version of the store. */
  readonly etag: string;
  /**
   * Opens the part that is sent, and only when it is: not for `HEAD`, nor for a client that has this version already. The stream is
   * closed when the client goes away; when it fails, or has another length, the connection is cut.
   *
   * @example open: (range) => createReadStream(path, range)
   */
  open(range: ByteRange): Readable | Promise<Readable>;
}

/** A file in an object store, which gives it to all who have a presigned address for as long as that is good. */
export interface FileElsewhere {
  /** Absolute, by https. No token and no cookie is passed on. */
  readonly location: string;
}

/** A file to download, as a handler of a `@FileEndpoint()` returns it. */
export type DownloadedFile = FileInMemory | StreamedFile | FileElsewhere;

/** The first and the last byte of a part. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The headers that decide how much of a file is sent. */
export interface ConditionalHeaders {
  readonly range?: string | undefined;
  readonly 'if-range'?: unknown;
  readonly 'if-none-match'?: string | undefined;
}

/** The answer to a request for a file, but for its content. */
export interface FileAnswer {
  readonly status: 200 | 206 | 303 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** The part of the content that is sent; left out where none is. */
  readonly range?: ByteRange;
}

/** How a file is opened: shown in the tab that the portal opens for it, or saved, and what it may do there. */
interface Opening {
  readonly type: 'inline' | 'attachment';
  readonly policy: string;
}

const saved: Opening = { type: 'attachment', policy: "default-src 'none'; frame-ancestors 'none'; sandbox" };

/** Types that browsers show by a viewer of their own, which a sandbox would keep out, and run nothing of. */
const shown: ReadonlyMap<string, Opening> = new Map([
  [
    'application/pdf',
    {
      type: 'inline',
      policy: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  ],
]);

/**
 * Characters that no file system takes in a name, that are invisible, or that turn the direction of the text after
 * them.
 */
const notInNames = /[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu;
const longestName = 150;

/** Of files that are remembered, and so are sent again as the same buffer. */
const etags = new WeakMap<Buffer, string>();

/**
 * The file, or the part of it that was asked for (RFC 9110 §14). Several ranges at once, or one of another version of the
 * file (`If-Range`), get the whole; a client that has this version already (`If-None-Match`) is told so.
 */
export function partOf(
  file: FileInMemory | StreamedFile,
  { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch }: ConditionalHeaders,
): FileAnswer {
  const { name, mediaType } = file;
  const { type, policy } = shown.get(mediaType) ?? saved;
  const size = 'content' in file ? file.content.length : file.size;
  const etag = 'content' in file ? etagOf(file.content) : quoted(file.etag);
  const headers = {
    'Content-Type': mediaType,
    'Content-Disposition': contentDisposition(safeName(name), { type }),
    'Accept-Ranges': 'bytes',
    ETag: etag,
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    Vary: 'Origin, Authorization, Cookie, Accept-Language',
  };
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) {
    return { status: 304, headers };
  }
  const all = size === 0 ? {} : { range: { start: 0, end: size - 1 } };
  const whole = { status: 200, headers: { ...headers, 'Content-Length': String(size) }, ...all } as const;
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return whole;
  const ranges = parseRange(size, range);
  if (ranges === -1) {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}`, 'Content-Length': '0' } };
  }
  const [first, ...others] = ranges === -2 || ranges.type !== 'bytes' ? [] : ranges;
  if (first === undefined || others.length > 0) return whole;
  const { start, end } = first;
  const contentRange = `bytes ${start}-${end}/${size}`;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': contentRange, 'Content-Length': String(end - start + 1) },
    range: { start, end },
  };
}

/**
 * The answer that sends a client on to where a file is.
 *
 * @throws an error that does not say the address: it is as good as the file.
 */
export function redirectTo({ location }: FileElsewhere): FileAnswer {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new Error('the address of a file elsewhere is not an absolute one by https without a user');
  }
  const headers = { Location: url.href, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
  return { status: 303, headers };
}

/** RFC 9110 §8.8.3 */
function quoted(etag: string): string {
  if (!/^[\x21\x23-\x7e]+$/.test(etag))
    throw new Error('the etag of a file is not one of visible ASCII without quotation marks');
  return `"${etag}"`;
}

function etagOf(content: Buffer): string {
  const known = etags.get(content);
  if (known !== undefined) return known;
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
  etags.set(content, etag);
  return etag;
}

/** Weakly (RFC 9110 §13.1.2): a cache or proxy may have marked the tag as weak. */
function matches(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

function safeName(name: string): string {
  const extension = /\.\w+$/.exec(name)?.[0] ?? '';
  const stem = name
    .slice(0, name.length - extension.length)
    .replace(notInNames, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${[...stem].slice(0, longestName).join('')}${extension}`;
}
