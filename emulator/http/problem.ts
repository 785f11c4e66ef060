import { STATUS_CODES } from 'node:http';

/** Messages by field, as in a problem document's `errors`. */
export type FieldMessages = Readonly<Record<string, readonly string[]>>;

/** A refusal that the caller is told of as problem details (RFC 9457), shaped like Dialogporten's. */
export class PlatformProblem extends Error {
  /**
   * @param errors what is wrong, by field; empty when the status says it all
   * @param mediaType what the platform calls the document: not all of its parts know the one for problems
   */
  constructor(
    readonly status: number,
    readonly errors: FieldMessages = {},
    readonly mediaType = status === 500 ? 'application/json' : 'application/problem+json',
  ) {
    super(STATUS_CODES[status] ?? 'Problem');
    this.name = 'PlatformProblem';
  }
}

/** A refusal without a body: an answer of ASP.NET Core's own middleware in front of Dialogporten. */
export class EmptyRefusal extends Error {
  constructor(
    readonly status: 401 | 403 | 404 | 405 | 415,
    readonly headers: Readonly<Record<string, string | string[]>> = {},
  ) {
    super(STATUS_CODES[status]!);
    this.name = 'EmptyRefusal';
  }
}

/** A refusal whose body is an object of Dialogporten's choice, and no problem document. */
export class BareRefusal extends Error {
  constructor(
    readonly status: number,
    readonly body: object,
    readonly contentType = 'application/json; charset=utf-8',
  ) {
    super(STATUS_CODES[status] ?? 'Problem');
    this.name = 'BareRefusal';
  }
}

const kinds: Readonly<Record<number, readonly [section: string, title: string]>> = {
  400: ['rfc7231#section-6.5.1', 'One or more validation errors occurred.'],
  403: ['rfc7231#section-6.5.3', 'Forbidden.'],
  404: ['rfc7231#section-6.5.4', 'Resource not found.'],
  409: ['rfc7231#section-6.5.8', 'Conflict.'],
  410: ['rfc7231#section-6.5.9', 'Resource no longer available.'],
  412: ['rfc7232#section-4.2', 'Precondition failed.'],
  422: ['rfc4918#section-11.2', 'Unprocessable request.'],
  500: ['rfc7231#section-6.6.1', 'An error occurred while processing the request.'],
  502: ['rfc7231#section-6.6.3', 'Bad gateway.'],
};

/** The document for a problem that happened while `path` was asked for. */
export function problemDocument(status: number, errors: FieldMessages, path: string, traceId: string): object {
  const [section, title] = kinds[status] ?? ['rfc7231', STATUS_CODES[status] ?? 'Problem'];
  return {
    type: `https://datatracker.ietf.org/doc/html/${section}`,
    title,
    status,
    ...(status === 500 && { detail: 'Something went wrong during the request.' }),
    // Dialogporten stands behind a gateway, and does not know of the part of the path that leads to it.
    instance: path.replace(/^\/dialogporten(?=\/)/, ''),
    ...(Object.keys(errors).length > 0 && { errors }),
    traceId,
  };
}

/** The problem document of a gateway or proxy in front of the platform: it knows the status, and nothing of dialogs. */
export function gatewayDocument(status: number, path: string, traceId: string): object {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Problem', status, instance: path, traceId };
}
