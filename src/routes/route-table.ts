import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { authenticationOf, type Requirement, requirementsOf, type RouteAuthentication } from 'nestjs-dialog-token';
import { isEmbedHandler } from '../embeds/embeds.decorator.js';

/** One method and path of a controller, and what its handler asks of a caller. */
export interface Route {
  /** In capitals; `ALL` answers every method. */
  readonly method: string;
  /** As the controller writes it, such as `/dialogs/:dialogId/actions/sign`. */
  readonly path: string;
  /** `Controller.handler` */
  readonly handler: string;
  readonly requirements: readonly Requirement[];
  readonly authentication: RouteAuthentication | undefined;
  readonly isEmbed: boolean;
}

/** A route that answers a path, with the parameters that it finds there. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Every route of the controllers of an application. */
export function routesOf(discovery: DiscoveryService, scanner: MetadataScanner): readonly Route[] {
  return discovery.getControllers().flatMap(({ metatype }) => {
    const controller = metatype as NewableFunction;
    const prototype = controller.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      return pathsOf(controller, handler).map((path) => ({
        method: RequestMethod[method],
        path,
        handler: `${controller.name}.${name}`,
        requirements: requirementsOf(controller, handler),
        authentication: authenticationOf(handler),
        isEmbed: isEmbedHandler(controller, name),
      }));
    });
  });
}

function pathsOf(controller: object, handler: object): readonly string[] {
  const [prefixes, suffixes] = [controller, handler].map((decorated): readonly string[] =>
    [Reflect.getMetadata(PATH_METADATA, decorated) ?? ''].flat(),
  ) as [readonly string[], readonly string[]];
  return prefixes.flatMap((prefix) => suffixes.map((suffix) => `/${segmentsOf(`${prefix}/${suffix}`).join('/')}`));
}

/** Every route that answers a path, by any method; where Fastify has a choice, the one that it takes is first. */
export function matchesOf(routes: readonly Route[], path: string): readonly RouteMatch[] {
  return routes
    .flatMap((route) => {
      const params = paramsIn(route.path, path);
      return params === undefined ? [] : [{ route, params }];
    })
    .toSorted((one, other) => (rankOf(one.route) < rankOf(other.route) ? -1 : 1));
}

function paramsIn(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [expected, given] = [segmentsOf(pattern), segmentsOf(path)];
  if (expected.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [position, segment] of expected.entries()) {
    if (segment.startsWith(':')) params[segment.slice(1)] = given[position]!;
    else if (segment !== given[position]) return undefined;
  }
  return params;
}

/** Fastify prefers a segment that is written out to a parameter, from the left. */
const rankOf = ({ path }: Route) =>
  segmentsOf(path)
    .map((segment) => (segment.startsWith(':') ? '1' : '0'))
    .join('');

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '');
