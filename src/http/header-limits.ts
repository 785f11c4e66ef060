import type { IncomingHttpHeaders } from 'node:http';

/**
 * The part that is kept of a header that is too long: its beginning or its end, up to a separator; or nothing, as if it
 * were not there.
 */
type Rule = readonly [longest: number, kept: (value: string, longest: number) => string | undefined];

const nothing: Rule[1] = () => undefined;
const beginning: Rule[1] = (value, longest) => value.slice(0, Math.max(0, value.lastIndexOf(',', longest)));
const endAfter =
  (separator: string): Rule[1] =>
  (value, longest) => {
    const start = value.indexOf(separator, value.length - longest);
    return start === -1 ? undefined : value.slice(start + 1).trimStart();
  };

/**
 * Longest values, in characters, of headers that are parsed. Browsers and proxies send less. All of these headers may
 * be passed over (RFC 9110 §12.1, §13.2.1 and §14.2, RFC 7240 §2), and parsing 30 KB of one takes milliseconds.
 */
const rules: Readonly<Record<string, Rule>> = {
  accept: [1_000, beginning],
  'accept-encoding': [1_000, beginning],
  'accept-language': [1_000, beginning],
  prefer: [1_000, beginning],
  range: [200, nothing],
  'if-range': [200, nothing],
  'if-match': [1_000, nothing],
  'if-none-match': [1_000, nothing],
  'if-modified-since': [100, nothing],
  'if-unmodified-since': [100, nothing],
  // The proxy that is next to us writes at the end.
  'x-forwarded-for': [1_000, endAfter(',')],
  // The latest cookie stands at the end (RFC 6265 §5.4): ours is set when the user logs in.
  cookie: [8_000, endAfter(';')],
};

const limited = Object.entries(rules);

/** Cuts every header that is parsed to a length that costs next to nothing. */
export function limitHeaders(headers: IncomingHttpHeaders): void {
  for (const [name, [longest, kept]] of limited) {
    const value = headers[name];
    if (typeof value !== 'string' || value.length <= longest) continue;
    const rest = kept(value, longest);
    if (rest === undefined || rest === '') delete headers[name];
    else headers[name] = rest;
  }
}
