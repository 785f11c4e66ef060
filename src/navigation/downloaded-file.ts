import { createHash } from 'node:crypto';
import { create as contentDisposition } from 'content-disposition';
import parseRange from 'range-parser';

/** A file to download. */
export interface DownloadedFile {
  /** The name that it is saved under; letters that a file system does not take are replaced. */
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The headers that decide how much of a file is sent. */
export interface ConditionalHeaders {
  readonly range?: string | undefined;
  readonly 'if-range'?: unknown;
  readonly 'if-none-match'?: string | undefined;
}

/** The answer to a request for a file. */
export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Buffer;
}

/** How a file is opened: shown in the tab that the portal opens for it, or saved, and what it may do there. */
interface Opening {
  readonly type: 'inline' | 'attachment';
  readonly policy: string;
}

const saved: Opening = { type: 'attachment', policy: "default-src 'none'; frame-ancestors 'none'; sandbox" };

/** What browsers show by a viewer of their own, which a sandbox would keep out, and run nothing of. */
const shown: ReadonlyMap<string, Opening> = new Map([
  [
    'application/pdf',
    {
      type: 'inline',
      policy: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  ],
]);

/** What no file system takes in a name, and what shows nothing or turns the direction of what follows. */
const notInNames = /[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu;
const longestName = 150;

/** Of files that are remembered, and so are sent again as the same buffer. */
const etags = new WeakMap<Buffer, string>();

/**
 * The file, or the part of it that was asked for (RFC 9110 §14). Several ranges at once, or one of another version of the
 * file (`If-Range`), get the whole; a client that has this version already (`If-None-Match`) is told so.
 */
export function partOf(
  { name, mediaType, content }: DownloadedFile,
  { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch }: ConditionalHeaders,
): FileAnswer {
  const { type, policy } = shown.get(mediaType) ?? saved;
  const etag = etagOf(content);
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
    return { status: 304, headers, content: Buffer.alloc(0) };
  }
  const whole = { status: 200, headers: { ...headers, 'Content-Length': String(content.length) }, content } as const;
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return whole;
  const ranges = parseRange(content.length, range);
  if (ranges === -1) {
    const contentRange = `bytes */${content.length}`;
    return {
      status: 416,
      headers: { ...headers, 'Content-Range': contentRange, 'Content-Length': '0' },
      content: Buffer.alloc(0),
    };
  }
  const [first, ...others] = ranges === -2 || ranges.type !== 'bytes' ? [] : ranges;
  if (first === undefined || others.length > 0) return whole;
  const part = content.subarray(first.start, first.end + 1);
  const contentRange = `bytes ${first.start}-${first.end}/${content.length}`;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': contentRange, 'Content-Length': String(part.length) },
    content: part,
  };
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
