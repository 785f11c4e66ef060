import type { RefusalKind } from './refusal.js';

/*
 * Where `@nestjs/swagger` keeps what its decorators say. The dialog token's decorators write there directly: so they
 * document themselves where swagger is installed, and do not need it where it is not.
 */
export const openApi = {
  parameters: 'swagger/apiParameters',
  responses: 'swagger/apiResponse',
  security: 'swagger/apiSecurity',
  tags: 'swagger/apiUseTags',
  extensions: 'swagger/apiExtension',
} as const;

/** The documentation of a class or a handler so far. */
export function documented<Value>(key: string, decorated: object, otherwise: Value): Value {
  return (Reflect.getMetadata(key, decorated) as Value | undefined) ?? otherwise;
}

/** Documents a response of a class or a handler, without touching what is said of it already. */
export function documentResponse(decorated: object, status: number, description: string): void {
  const responses = documented<Record<number, object>>(openApi.responses, decorated, {});
  const response = { ...responses[status], description };
  Reflect.defineMetadata(openApi.responses, { ...responses, [status]: response }, decorated);
}

/**
 * The extension of an operation in OpenAPI that lists the kinds of refusal (`RefusalKind`) that it may be answered with. An
 * application may list further ones there, and make responses of them.
 */
export const refusalsExtension = 'x-refusals';

/** Adds kinds of refusal to those that a handler is documented to have. */
export function documentRefusals(handler: object, kinds: readonly RefusalKind[]): void {
  const extensions = documented<Record<string, unknown>>(openApi.extensions, handler, {});
  const known = (extensions[refusalsExtension] ?? []) as readonly string[];
  const refusals = [...new Set([...known, ...kinds])];
  Reflect.defineMetadata(openApi.extensions, { ...extensions, [refusalsExtension]: refusals }, handler);
}
