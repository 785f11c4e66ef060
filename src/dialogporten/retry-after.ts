const httpDate = /^[A-Z][a-z]{2}, .+ GMT$/;

/**
 * How long a `Retry-After` header asks us to wait, in milliseconds; `undefined` when there is none that can be read.
 * It holds seconds or an HTTP date (RFC 9110 §10.2.3); Dialogporten in maintenance sends a date.
 *
 * @param now - the current time, in milliseconds since the epoch
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = httpDate.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
