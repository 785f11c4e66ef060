import { sqlConditions } from './reason.js';

/** The loggable parts of an error. */
export interface ErrorReport {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  /** The name of the code, where it is a SQLSTATE that has one here: `insufficient_privilege`. */
  readonly condition?: string;
  /** The first words of a failed SQL statement, and its table. */
  readonly statement?: string;
  readonly constraint?: string;
  readonly cause?: ErrorReport;
}

/** More causes than any error of ours has. */
const deepest = 5;

/**
 * An error as it may be logged. A database's message about a failed statement quotes its parameters, which are
 * personal: such an error keeps only its code, the statement's first words and the constraint.
 */
export function errorReport(error: unknown, depth = 0): ErrorReport {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const { code, query, constraint, severity } = error as Error & { [name: string]: unknown };
  const isOfDatabase = typeof query === 'string' || typeof severity === 'string';
  return {
    type: error.name,
    message: isOfDatabase ? 'a statement failed' : error.message,
    stack: framesOf(error),
    ...(typeof code === 'string' && { code }),
    ...(typeof code === 'string' && sqlConditions[code] !== undefined && { condition: sqlConditions[code] }),
    ...(typeof query === 'string' && { statement: beginningOf(query) }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(error.cause !== undefined && depth < deepest && { cause: errorReport(error.cause, depth + 1) }),
  };
}

/** Where it happened, without the message, which stands before it. */
function framesOf({ stack = '' }: Error): string {
  const start = stack.search(/^ {4}at /m);
  return start === -1 ? '' : stack.slice(start);
}

/** `insert into "dialogs"`: the words before the first value or column. */
function beginningOf(query: string): string {
  return query
    .slice(0, 200)
    .split(/[(\n]|\swhere\s|\sset\s/i, 1)[0]!
    .trim()
    .slice(0, 80);
}
