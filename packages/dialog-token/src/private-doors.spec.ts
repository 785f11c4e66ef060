import { Controller, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DECORATORS } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { openApi } from './openapi-metadata.js';
import { routeConfig } from './route-authentication.js';

@Controller('things')
class ThingsController {
  @Post('one')
  @RouteConfig({ a: 1 })
  make(): void {}
}

describe('a newer version of Nest still keeps', () => {
  it('the configuration of a route where we add who is let in', () => {
    expect(Reflect.getMetadata(routeConfig, ThingsController.prototype.make)).toEqual({ a: 1 });
  });

  it('what is documented where our decorators, which do not need swagger, add to it', () => {
    expect(openApi).toEqual({
      parameters: DECORATORS.API_PARAMETERS,
      responses: DECORATORS.API_RESPONSE,
      security: DECORATORS.API_SECURITY,
      tags: DECORATORS.API_TAGS,
      extensions: DECORATORS.API_EXTENSION,
    });
  });
});
