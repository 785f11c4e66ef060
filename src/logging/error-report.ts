/** Names of the conditions that an operator may meet, by SQLSTATE (PostgreSQL documentation, appendix A). */
export const sqlConditions: Readonly<Record<string, string>> = {
  '08P01': 'protocol_violation',
  '0A000': 'feature_not_supported',
  '22P02': 'invalid_text_representation',
  '23502': 'not_null_violation',
  '23503': 'foreign_key_violation',
  '23505': 'unique_violation',
  '23514': 'check_violation',
  '25006': 'read_only_sql_transaction',
  '28000': 'invalid_authorization_specification',
  '28P01': 'invalid_password',
  '2BP01': 'dependent_objects_still_exist',
  '3D000': 'invalid_catalog_name',
  '3F000': 'invalid_schema_name',
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '42501': 'insufficient_privilege',
  '42601': 'syntax_error',
  '42701': 'duplicate_column',
  '42703': 'undefined_column',
  '42704': 'undefined_object',
  '42710': 'duplicate_object',
  '42P01': 'undefined_table',
  '42P06': 'duplicate_schema',
  '42P07': 'duplicate_table',
  '53100': 'disk_full',
  '53200': 'out_of_memory',
  '53300': 'too_many_connections',
  '55000': 'object_not_in_prerequisite_state',
  '55006': 'object_in_use',
  '55P03': 'lock_not_available',
  '57014': 'query_canceled',
  '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown',
  '57P03': 'cannot_connect_now',
  '57P05': 'idle_session_timeout',
};

/** A SQLSTATE with its name: `42501 insufficient_privilege`. */
export function sqlStateName(code: string): string {
  return [code, sqlConditions[code] ?? []].flat().join(' ');
}

/** The messages of an error and of its causes, with the SQLSTATE where PostgreSQL gave one. */
export function reasonOf(error: unknown): string {
  const { message, code, cause, severity } = error as Error & { readonly code?: string; readonly severity?: string };
  const said = message || (code ?? 'no reason given');
  const named = severity === undefined || code === undefined ? said : `${said} (${sqlStateName(code)})`;
  return cause === undefined ? named : `${named}: ${reasonOf(cause)}`;
}

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
