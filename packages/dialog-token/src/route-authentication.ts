import { METHOD_METADATA } from '@nestjs/common/constants.js';

/** Where Nest's Fastify adapter finds the configuration of a handler's route. It has no effect on Express. */
export const routeConfig = '__fastify_route_config__';

/** How the callers of a route are authenticated. */
export interface RouteAuthentication {
  readonly strategy: string;
  /** Whether a request without an `Authorization` header may come in another way. */
  readonly isOptional: boolean;
}

/**
 * Says, in the configuration of every route that a controller declares (`authentication`), which strategy its callers are
 * authenticated by: so that a server can do so before it reads a body. The guard does it in any case.
 *
 * @param isOptional whether a request without an `Authorization` header may come in another way
 */
export function authenticatedBy(strategy: string, { isOptional = false } = {}): ClassDecorator {
  return routeConfigured({ authentication: strategy, isAuthenticationOptional: isOptional });
}

/** Adds to the configuration of every route that a controller declares. */
export function routeConfigured(added: Readonly<Record<string, unknown>>): ClassDecorator {
  return ({ prototype }) => {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype as object))) {
      if (typeof value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, value)) continue;
      const config = Reflect.getMetadata(routeConfig, value) as object | undefined;
      Reflect.defineMetadata(routeConfig, { ...config, ...added }, value);
    }
  };
}

/** The authentication that {@link authenticatedBy} has set on a handler; undefined where it has set none. */
export function authenticationOf(handler: object): RouteAuthentication | undefined {
  const { authentication: strategy, isAuthenticationOptional: isOptional = false } = (Reflect.getMetadata(
    routeConfig,
    handler,
  ) ?? {}) as { readonly authentication?: string; readonly isAuthenticationOptional?: boolean };
  return strategy === undefined ? undefined : { strategy, isOptional };
}
