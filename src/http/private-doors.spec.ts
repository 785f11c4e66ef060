import { Controller, createParamDecorator, Injectable, Post, UseGuards } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { describe, expect, it } from '@jest/globals';

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
});
