/** SQLSTATE classes and codes that say the server is not there for us now, rather than that a statement is wrong. */
const serverAway = /^(08|53|57P0[1-4]$|25006$)/;

const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** What `pg` says, with no code, of a connection that it lost or could not get. */
const withoutCode =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool)/;

/**
 * Whether an error means that the database cannot be reached at the moment (PostgreSQL documentation, appendix A:
 * classes 08, 53, 57P). Drizzle wraps the driver's error, so the causes are looked at too.
 */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (serverAway.test(code) || socketErrors.has(code))) return true;
  return withoutCode.test(error.message) || isConnectionFailure(error.cause);
}
