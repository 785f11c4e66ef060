import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The largest body that the route takes, in KiB, where that is not the one of every route. */
    bodyKibibytes?: number;
  }
}

/** The fault of a limit of bodies, in KiB; undefined where there is none. All of a body is in memory at once. */
export function bodyLimitFault(kibibytes: number): string | undefined {
  const isGood = Number.isInteger(kibibytes) && kibibytes >= 1 && kibibytes <= 1_024;
  return isGood ? undefined : `a body of ${kibibytes} KiB, where 1 to 1,024 are possible`;
}

/**
 * Has a handler take bodies of another size than 64 KiB, such as that of a letter. A larger body is 413, and is not read.
 *
 * @param kibibytes 1 to 1,024
 * @throws an error for another number.
 */
export function BodyLimit(kibibytes: number): MethodDecorator {
  const fault = bodyLimitFault(kibibytes);
  if (fault !== undefined) throw new Error(`@BodyLimit() is for ${fault}`);
  return applyDecorators(
    RouteConfig({ bodyKibibytes: kibibytes }),
    ApiResponse({ status: 413, description: `A body of more than ${kibibytes} KiB` }),
  );
}

/** The same for a route whose limit is known only once the application is there. Add it before any route. */
export function limitBodies(server: FastifyInstance, method: string, url: string, kibibytes: number): void {
  server.addHook('onRoute', (route) => {
    if (route.url === url && [route.method].flat().includes(method)) {
      route.config = { ...route.config, bodyKibibytes: kibibytes };
    }
  });
}
