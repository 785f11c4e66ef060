import { Problem } from '../http/problem.js';

/*
 * Failures of the database that pass by themselves (PostgreSQL documentation, appendix A). They are no fault of the
 * statement: the caller is told to come again.
 */
/** SQLSTATE classes and codes that say the server is not there for us now, or has ended our connection. */
const serverAway = /^(08|53|57P0[1-5]$|25P0[34]$|25006$)/;

const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Messages of `pg` without a code, for a connection that it lost or could not get. */
const withoutCode =
  /^(Connection terminated|timeout e|Client has encountered a connection error|Client was closed|Cannot use a pool)/;

/** The message of `pg` for a statement that was not answered. */
const silence = 'Query read timeout';

/** Others have what we need: a lock was not given in time, or the statement took too long, or was sacrificed. */
const contention = new Set(['55P03', '57014', '40P01', '40001']);

/** Seconds until another attempt may succeed, where others were in the way. */
const retryAfterContention = '1';

/** Whether an error, or what caused it, fits: Drizzle wraps those of the driver. */
function isCausedBy(error: unknown, fits: (error: Error, code: unknown) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  return fits(error, (error as { code?: unknown }).code) || isCausedBy(error.cause, fits);
}

/** Whether a statement was sent to a server that did not even refuse it: the network swallows what we send, or what it sends. */
export function isSilence(error: unknown): boolean {
  return isCausedBy(error, ({ message }) => message === silence);
}

/** Whether the database cannot be reached at the moment: the connection on which this happened is of no use any more. */
export function isConnectionFailure(error: unknown): boolean {
  return isCausedBy(error, ({ message }, code) => {
    if (typeof code === 'string' && (serverAway.test(code) || socketErrors.has(code))) return true;
    return message === silence || withoutCode.test(message);
  });
}

/** Whether the database has no room for more data (`disk_full`); its contents can still be read. */
export function isDiskFull(error: unknown): boolean {
  return isCausedBy(error, (_, code) => code === '53100');
}

/** Whether others were in the way. The connection is fine, once its transaction is rolled back. */
export function isContention(error: unknown): boolean {
  return isCausedBy(error, (_, code) => typeof code === 'string' && contention.has(code));
}

/** Kinds of database failures. */
export type DatabaseFailure = 'connection' | 'contention' | 'statement';

/** `undefined` where it is none of the database's: a rule of ours that ended the work on a connection. */
export function failureKindOf(error: unknown): DatabaseFailure | undefined {
  if (isConnectionFailure(error)) return 'connection';
  if (isContention(error)) return 'contention';
  return isCausedBy(error, (each) => 'severity' in each) ? 'statement' : undefined;
}

/** A failure of the database as its caller is to get it: `unavailable` where it passes by itself, else as it is. */
export function asUnavailable(error: unknown): unknown {
  if (isConnectionFailure(error)) return new Problem('unavailable', { cause: error });
  if (isContention(error)) {
    return new Problem('unavailable', { headers: { 'Retry-After': retryAfterContention }, cause: error });
  }
  return error;
}
