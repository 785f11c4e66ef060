import { Controller, createParamDecorator, Injectable, Post, UseGuards } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DECORATORS } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { documentRefusals, openApi } from '../dialog-token/openapi-metadata.js';
import { routeConfig } from '../dialog-token/route-authentication.js';
import { refusalsExtension } from '../openapi/api-answers.decorators.js';

@Injectable()
class AnyGuard {
  canActivate(): boolean {
    return true;
  }
}

const factory = () => undefined;
const AnyParameter = createParamDecorator(factory);

/** Decorated by the public decorators alone. */
@Controller('things')
@UseGuards(AnyGuard)
class ThingsController {
  @Post('one')
  @RouteConfig({ a: 1 })
  make(@AnyParameter() parameter: unknown): unknown {
    return parameter;
  }
}

const handler = ThingsController.prototype.make;

describe('a newer version of Nest still keeps', () => {
  it('what decorators say of a handler where our checks look for it', () => {
    const read = (key: string, of: object) => Reflect.getMetadata(key, of) as unknown;
    expect([read(PATH_METADATA, ThingsController), read(PATH_METADATA, handler)]).toEqual(['things', 'one']);
    expect(read(METHOD_METADATA, handler)).toBeDefined();
    expect(read(METHOD_METADATA, factory)).toBeUndefined();
    expect(read(GUARDS_METADATA, ThingsController)).toEqual([AnyGuard]);
    const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, ThingsController, 'make') as object;
    expect(Object.values(parameters)).toEqual([expect.objectContaining({ factory })]);
  });

  it('the configuration of a route where we add who is let in', () => {
    expect(Reflect.getMetadata(routeConfig, handler)).toEqual({ a: 1 });
  });

  it('what is documented where the decorators of dialog tokens, which do not need swagger, add to it', () => {
    expect(openApi).toEqual({
      parameters: DECORATORS.API_PARAMETERS,
      responses: DECORATORS.API_RESPONSE,
      security: DECORATORS.API_SECURITY,
      tags: DECORATORS.API_TAGS,
      extensions: DECORATORS.API_EXTENSION,
    });
  });
});

it('dialog tokens list their refusals where @ApiProblems() does', () => {
  documentRefusals(handler, ['missing-token']);
  expect(Reflect.getMetadata(DECORATORS.API_EXTENSION, handler)).toEqual({ [refusalsExtension]: ['missing-token'] });
});
