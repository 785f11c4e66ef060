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

/** What is documented of a class or a handler so far. */
export function documented<Value>(key: string, decorated: object, otherwise: Value): Value {
  return (Reflect.getMetadata(key, decorated) as Value | undefined) ?? otherwise;
}

/** Documents a response of a class or a handler, without touching what is said of it already. */
export function documentResponse(decorated: object, status: number, description: string): void {
  const responses = documented<Record<number, object>>(openApi.responses, decorated, {});
  const response = { ...responses[status], description };
  Reflect.defineMetadata(openApi.responses, { ...responses, [status]: response }, decorated);
}
