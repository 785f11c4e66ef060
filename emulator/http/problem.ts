import { STATUS_CODES } from 'node:http';

/** Messages by field, as in a problem document's `errors`. */
export type FieldMessages = Readonly<Record<string, readonly string[]>>;

/** A refusal that the caller is told of as problem details (RFC 9457), shaped like Dialogporten's. */
export class PlatformProblem extends Error {
  /** @param errors what is wrong, by field; empty when the status says it all */
  constructor(
    readonly status: number,
    readonly errors: FieldMessages = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(STATUS_CODES[status] ?? 'Problem');
    this.name = 'PlatformProblem';
  }
}

/** The document for a problem that happened while `instance` was asked for. */
export function problemDocument(status: number, errors: FieldMessages, instance: string, traceId: string): object {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Problem',
    status,
    instance,
    traceId,
    ...(Object.keys(errors).length > 0 && { errors }),
  };
}
