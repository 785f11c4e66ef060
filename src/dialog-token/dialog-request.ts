/**
 * A request to a dialog endpoint, before any pipe has looked at it: parameters, query and body are as they came in. It is
 * what Fastify's and Express' requests have in common.
 */
export interface DialogRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>> & { readonly authorization?: string };
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Names the entity that a request is about, by its id or by the reference that the service owner gave it; compared
 * exactly with what the token lists in `e`; of several, any one will do. `undefined` is listed by no token.
 */
export type EntityReference = (request: DialogRequest) => string | readonly string[] | undefined;
