import { Controller, Delete, Get, Logger, Post, Put } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiSecurity, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DialogEndpoint } from './dialog-endpoint.decorator.js';
import { DialogTokenModule } from './dialog-token.module.js';
import { RequireAction, RequireAnyAction, RequireEntity, RequireLevel } from './requirement.decorators.js';

@DialogEndpoint('dialogs/:dialogId')
class LicenceController {
  @Post()
  @RequireAction('sign', { resource: 'urn:altinn:task:signing' })
  @RequireLevel(4)
  sign(): void {}

  @Get()
  @RequireAction('read')
  @RequireAction('write')
  both(): void {}

  @Delete()
  @RequireAnyAction('delete', 'delete,urn:altinn:task:Task_1')
  @RequireAction('read')
  withdraw(): void {}

  @Put()
  @RequireEntity(() => 'x')
  @ApiSecurity('session')
  entity(): void {}
}

@RequireLevel(3)
@DialogEndpoint('strict/:dialogId')
@RequireAction('read')
class StrictController {
  @Get()
  byClassAlone(): void {}

  @Put()
  @RequireAction('write', { orEntity: () => 'x' })
  @RequireLevel(4)
  together(): void {}
}

@Controller('open')
class OpenController {
  @Get()
  open(): void {}
}

describe('the OpenAPI document', () => {
  let paths: OpenAPIObject['paths'];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const testing = await Test.createTestingModule({
      imports: [
        DialogTokenModule.forRoot({ baseUrl: 'http://127.0.0.1:1', serviceResources: ['urn:altinn:resource:a'] }),
      ],
      controllers: [LicenceController, StrictController, OpenController],
    }).compile();
    const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
    ({ paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build()));
    await app.close();
  });

  it('says which actions a handler asks for, all of them', () => {
    expect(paths['/dialogs/{dialogId}']?.post?.security).toEqual([
      { 'dialog-token': ['sign,urn:altinn:task:signing'] },
    ]);
    expect(paths['/dialogs/{dialogId}']?.get?.security).toEqual([{ 'dialog-token': ['write', 'read'] }]);
  });

  it('says which actions are alternatives', () => {
    expect(paths['/dialogs/{dialogId}']?.delete?.security).toEqual([
      { 'dialog-token': ['read', 'delete'] },
      { 'dialog-token': ['read', 'delete,urn:altinn:task:Task_1'] },
    ]);
  });

  it('keeps other ways to authenticate', () => {
    expect(paths['/dialogs/{dialogId}']?.put?.security).toEqual([{ session: [] }, { 'dialog-token': [] }]);
  });

  it('adds what the controller asks for', () => {
    expect(paths['/strict/{dialogId}']?.get).toMatchObject({
      security: [{ 'dialog-token': ['read'] }],
      'x-required-level': 3,
    });
    expect(paths['/strict/{dialogId}']?.put).toMatchObject({
      security: [{ 'dialog-token': ['read', 'write'] }],
      'x-required-level': 4,
    });
  });

  it('says the level', () => {
    expect(paths['/dialogs/{dialogId}']?.post).toHaveProperty('x-required-level', 4);
    expect(paths['/dialogs/{dialogId}']?.get).not.toHaveProperty('x-required-level');
  });

  it('says what is refused, in words', () => {
    const responses = paths['/strict/{dialogId}']?.put?.responses;
    expect(responses?.['401']).toMatchObject({ description: expect.stringContaining('No dialog token') });
    expect(responses?.['403']).toMatchObject({
      description:
        'Refused, unless the token is for this dialog, grants `read`, has level 3 or higher, ' +
        'has level 4 or higher, grants `write` or lists the entity in `e`.',
    });
  });

  it('lists the kinds of refusal, those of the requirements among them', () => {
    const always = [
      'missing-token',
      'invalid-token',
      'unavailable',
      'foreign-resource',
      'not-found',
      'dialog-mismatch',
    ];
    const { put: entity, post: sign } = paths['/dialogs/{dialogId}'] ?? {};
    expect(entity).toHaveProperty('x-refusals', [...always, 'missing-entity']);
    expect(sign).toHaveProperty('x-refusals', expect.arrayContaining(['missing-action', 'insufficient-level']));
    expect(paths['/dialogs/{dialogId}']?.get).not.toHaveProperty(
      'x-refusals',
      expect.arrayContaining(['missing-entity']),
    );
  });

  it('says nothing of handlers that are no dialog endpoints', () => {
    expect(paths['/open']?.get).not.toHaveProperty('security');
    expect(paths['/open']?.get).not.toHaveProperty('x-refusals');
    expect(paths['/open']?.get?.responses).toEqual({ 200: { description: '' } });
  });
});
