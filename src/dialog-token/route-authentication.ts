import { METHOD_METADATA } from '@nestjs/common/constants.js';

/** Where Nest's Fastify adapter finds the configuration of a handler's route. On Express nobody looks there. */
const routeConfig = '__fastify_route_config__';

/**
 * Says, in the configuration of every route that a controller declares (`authentication`), which strategy its callers are
 * authenticated by: so that a server can do so before it reads a body. The guard does it in any case.
 *
 * @param isOptional whether a request without an `Authorization` header may come in another way
 */
export function authenticatedBy(strategy: string, { isOptional = false } = {}): ClassDecorator {
  return ({ prototype }) => {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype as object))) {
      if (typeof value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, value)) continue;
      const config = Reflect.getMetadata(routeConfig, value) as object | undefined;
      Reflect.defineMetadata(
        routeConfig,
        { ...config, authentication: strategy, isAuthenticationOptional: isOptional },
        value,
      );
    }
  };
}
