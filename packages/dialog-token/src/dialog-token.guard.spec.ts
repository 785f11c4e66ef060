import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  Delete,
  type ExceptionFilter,
  Get,
  HttpException,
  Module,
  Patch,
  Post,
  Put,
  Req,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import passport from 'passport';
import { createSigningKey, signDialogToken } from './testing/index.js';
import { Caller, DialogEndpoint } from './dialog-endpoint.decorator.js';
import { DialogToken } from './dialog-token.js';
import { DialogTokenModule } from './dialog-token.module.js';
import { DialogTokenRefusal } from './refusal.js';
import { RequireAction, RequireAnyAction, RequireEntity, RequireLevel } from './requirement.decorators.js';

const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const key = createSigningKey();

@DialogEndpoint('dialogs/:dialogId')
class LicenceController {
  @Post('confirm')
  @RequireAction('confirm')
  confirm(@Caller() caller: DialogToken, @Req() request: { user: unknown }): object {
    return { jti: caller.id, isUser: request.user === caller };
  }

  @Post('sign')
  @RequireAction('sign', { resource: 'urn:altinn:task:signing' })
  @RequireLevel(4)
  sign(): void {}

  @Get('both')
  @RequireAction('read', 'write')
  both(): void {}

  @Delete()
  @RequireAnyAction('delete', 'delete,urn:altinn:task:Task_1')
  withdraw(): void {}

  @Get('appendix')
  @RequireAction('elementread', { resource: 'appendix' })
  appendix(): void {}

  @Get('transmissions/:transmissionId')
  @RequireEntity((request) => request.params.transmissionId)
  transmission(): void {}

  @Get('decisions/:transmissionId')
  @RequireAction('transmissionread,decision', { orEntity: (request) => request.params.transmissionId })
  decision(): void {}

  @Get('alternatives/:transmissionId')
  @RequireAnyAction('a', 'b', { orEntity: (request) => request.params.transmissionId })
  alternatives(): void {}

  @Get('nameless')
  @RequireEntity(() => undefined)
  nameless(): void {}
}

@DialogEndpoint('strict/:dialogId')
@RequireLevel(4)
@RequireAction('read')
class StrictController {
  @Get()
  byClassAlone(): void {}

  @Put()
  @RequireAction('write')
  @RequireLevel(3)
  together(): void {}
}

class Shared {
  @Get('inherited')
  @RequireAction('read')
  inherited(): void {}
}

@DialogEndpoint('lenient/:dialogId')
class LenientController extends Shared {}

@DialogEndpoint('severe/:dialogId')
@RequireAction('write')
class SevereController extends Shared {}

@Controller('plain')
class PlainController {
  @Get()
  @UseGuards(AuthGuard('dialog-token'))
  guarded(@Caller() caller: DialogToken): object {
    return { jti: caller.id };
  }

  @Get('chained')
  @UseGuards(AuthGuard(['dialog-token', 'always']))
  chained(@Req() request: { user: unknown }): object {
    return { byToken: DialogToken.is(request.user), user: request.user };
  }

  @Patch()
  open(@Caller() caller: DialogToken): object {
    return caller;
  }
}

/** A strategy that lets everyone in, to stand behind ours. */
class AlwaysStrategy extends passport.Strategy {
  override readonly name = 'always';

  override authenticate(): void {
    this.success({ name: 'anyone' });
  }
}

@Catch()
class RefusalFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (exception instanceof DialogTokenRefusal) {
      const { kind, headers, members } = exception;
      void reply
        .status(exception.getStatus())
        .headers(headers)
        .send({ kind, ...members });
      return;
    }
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    void reply.status(status).send({ kind: 'other', message: (exception as Error).message });
  }
}

@Module({ controllers: [LicenceController, StrictController, LenientController, SevereController, PlainController] })
class SomeFeatureModule {}

const bearer = (claims: Record<string, unknown> = {}): string => `Bearer ${signDialogToken(key, claims)}`;
const insufficient = (scope: string): string => `Bearer error="insufficient_scope", scope="${scope}"`;

describe('a dialog endpoint', () => {
  let issuer: Server;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    issuer = createServer((request, response) => {
      const origin = `http://${request.headers.host}`;
      const metadata = { issuer: 'https://platform.example/dialogporten/api/v1', jwks_uri: `${origin}/jwks.json` };
      response.end(JSON.stringify(request.url === '/jwks.json' ? { keys: [key.jwk] } : metadata));
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    passport.use(new AlwaysStrategy());
    const testing = await Test.createTestingModule({
      imports: [
        DialogTokenModule.forRoot({
          baseUrl: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`,
          issuer: 'https://platform.example/dialogporten/api/v1',
          serviceResources: ['urn:altinn:resource:serving-licence', 'urn:altinn:resource:other'],
        }),
        SomeFeatureModule,
      ],
    }).compile();
    app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    app.useGlobalFilters(new RefusalFilter());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(async () => {
    await app.close();
    issuer.closeAllConnections();
    await new Promise((resolve) => issuer.close(resolve));
  });

  async function call(route: string, authorization?: string) {
    const [method = '', url = ''] = route.split(' ');
    const response = await app.inject({
      method: method as 'GET',
      url: url.replace('{id}', dialogId),
      headers: authorization === undefined ? {} : { authorization },
    });
    const body: { kind?: string } & Record<string, unknown> = response.body === '' ? {} : response.json();
    return { status: response.statusCode, challenge: response.headers['www-authenticate'], body };
  }

  async function expectPass(route: string, claims: Record<string, unknown>): Promise<void> {
    const { status, body } = await call(route, bearer(claims));
    expect({ status: Math.floor(status / 100), body }).toEqual({ status: 2, body: {} });
  }

  it('gives the handler its caller', async () => {
    const { status, body } = await call('POST /dialogs/{id}/confirm', bearer({ a: 'confirm', jti: 'a-jti' }));
    expect(status).toBe(201);
    expect(body).toEqual({ jti: 'a-jti', isUser: true });
  });

  it.each([undefined, '', 'Bearer', 'Basic YTpi', 'Basic YTpi Bearer x', 'DPoP abc'])(
    'challenges a request without a token: %j',
    async (authorization) => {
      expect(await call('POST /dialogs/{id}/confirm', authorization)).toEqual({
        status: 401,
        challenge: 'Bearer',
        body: { kind: 'missing-token' },
      });
    },
  );

  it.each([
    ['a token that is none', () => 'Bearer abc'],
    ['a token by a stranger', () => `Bearer ${signDialogToken(createSigningKey(key.kid))}`],
    ['an expired token', () => bearer({ exp: 1 })],
    ['the token of its sibling', () => `Bearer ${signDialogToken(key, {}, { typ: 'dialogcontexttoken+jwt' })}`],
    ['something after the token', () => `${bearer({ a: 'confirm' })} x`],
    ['two tokens', () => `${bearer({ a: 'confirm' })}, ${bearer({ a: 'confirm' })}`],
    ['parameters after the token', () => `${bearer({ a: 'confirm' })}\tx=y`],
    ['a tab before the token', () => bearer({ a: 'confirm' }).replace(' ', '\t')],
  ])('refuses %s', async (_, authorization) => {
    expect(await call('POST /dialogs/{id}/confirm', authorization())).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
      body: { kind: 'invalid-token' },
    });
  });

  it('takes the scheme in any case (RFC 9110 §11.1)', async () => {
    const authorization = bearer({ a: 'confirm' }).replace('Bearer', 'bEARER');
    expect((await call('POST /dialogs/{id}/confirm', authorization)).status).toBe(201);
  });

  it('refuses a token for a service that is not ours, before anything else about it', async () => {
    const s = 'urn:altinn:resource:serving-licence-2';
    expect(await call(`POST /dialogs/no-uuid/confirm`, bearer({ s }))).toEqual({
      status: 403,
      challenge: undefined,
      body: { kind: 'foreign-resource' },
    });
    expect(
      (await call('POST /dialogs/{id}/confirm', bearer({ a: 'confirm', s: 'urn:altinn:resource:other' }))).status,
    ).toBe(201);
  });

  it('refuses a token for another dialog', async () => {
    const { status, challenge, body } = await call(
      'POST /dialogs/0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5c/confirm',
      bearer({ a: 'confirm' }),
    );
    expect({ status, challenge, body }).toEqual({
      status: 403,
      challenge: undefined,
      body: { kind: 'dialog-mismatch' },
    });
  });

  it('knows the dialog in upper case too', async () => {
    const route = `POST /dialogs/${dialogId.toUpperCase()}/confirm`;
    expect((await call(route, bearer({ a: 'confirm' }))).status).toBe(201);
    expect((await call('POST /dialogs/{id}/confirm', bearer({ a: 'confirm', i: dialogId.toUpperCase() }))).status).toBe(
      201,
    );
  });

  it.each(['no-uuid', `${dialogId}0`, dialogId.replaceAll('-', ''), '%00', `{${dialogId}}`])(
    'does not find the dialog %s, which can be none',
    async (id) => {
      const { status, body } = await call(`POST /dialogs/${id}/confirm`, bearer({ a: 'confirm' }));
      expect([status, body.kind]).toEqual([404, 'not-found']);
    },
  );

  it.each([
    ['POST /dialogs/{id}/confirm', 'confirm', ['', 'Confirm', 'confirm,urn:altinn:task:a', 'read;write'], 'confirm'],
    ['GET /dialogs/{id}/both', 'write;other;read', ['read', 'write', 'read,urn:altinn:task:a;write'], 'read write'],
    [
      'DELETE /dialogs/{id}',
      'delete',
      ['', 'delete,urn:altinn:task:Task_2', 'read'],
      'delete delete,urn:altinn:task:Task_1',
    ],
    [
      'DELETE /dialogs/{id}',
      'delete,urn:altinn:task:Task_1',
      ['delete,urn:altinn:task:task_1'],
      'delete delete,urn:altinn:task:Task_1',
    ],
    [
      'GET /dialogs/{id}/appendix',
      'elementread,urn:altinn:subresource:appendix',
      ['elementread', 'elementread,urn:altinn:resource:appendix'],
      'elementread,urn:altinn:subresource:appendix',
    ],
    [
      'GET /dialogs/{id}/appendix',
      'con firm;;elementread,appendix',
      ['elementread,Appendix', 'elementread,appendix,x', 'elementread,urn:appendix'],
      'elementread,urn:altinn:subresource:appendix',
    ],
    ['GET /lenient/{id}/inherited', 'read', ['write'], 'read'],
  ])('%s asks for the action %s', async (route, granting, refused, scope) => {
    expect((await call(route, bearer({ a: granting }))).status).toBeLessThan(300);
    for (const a of refused) {
      expect(await call(route, bearer({ a }))).toEqual({
        status: 403,
        challenge: insufficient(scope),
        body: { kind: 'missing-action' },
      });
    }
  });

  it('asks for the action first, and then for the level', async () => {
    const a = 'sign,urn:altinn:task:signing';
    await expectPass('POST /dialogs/{id}/sign', { a, l: 4 });
    await expectPass('POST /dialogs/{id}/sign', { a, l: 5 });
    expect(await call('POST /dialogs/{id}/sign', bearer({ a, l: 3 }))).toEqual({
      status: 403,
      challenge: undefined,
      body: { kind: 'insufficient-level', requiredLevel: 4 },
    });
    expect((await call('POST /dialogs/{id}/sign', bearer({ a: 'sign', l: 3 }))).body.kind).toBe('missing-action');
  });

  it('asks for the entity that the request is about', async () => {
    await expectPass('GET /dialogs/{id}/transmissions/t-1', { e: ['t-0', 't-1'], a: '' });
    for (const e of [undefined, [], ['t-2'], ['T-1']]) {
      expect(await call('GET /dialogs/{id}/transmissions/t-1', bearer({ e }))).toEqual({
        status: 403,
        challenge: 'Bearer error="insufficient_scope"',
        body: { kind: 'missing-entity' },
      });
    }
    expect((await call('GET /dialogs/{id}/nameless', bearer({ e: ['', 'undefined'] }))).body.kind).toBe(
      'missing-entity',
    );
  });

  it('takes the entity for the action where either will do', async () => {
    const a = 'transmissionread,urn:altinn:subresource:decision';
    await expectPass('GET /dialogs/{id}/decisions/t-1', { a });
    await expectPass('GET /dialogs/{id}/decisions/t-1', { a: '', e: ['t-1'] });
    await expectPass('GET /dialogs/{id}/alternatives/t-1', { a: 'b' });
    await expectPass('GET /dialogs/{id}/alternatives/t-1', { a: '', e: ['t-1'] });
    expect(await call('GET /dialogs/{id}/decisions/t-1', bearer({ a: 'transmissionread', e: ['t-2'] }))).toEqual({
      status: 403,
      challenge: insufficient(a),
      body: { kind: 'missing-action' },
    });
  });

  it('adds what the controller asks for to what the handler asks for', async () => {
    await expectPass('GET /strict/{id}', { a: 'read', l: 4 });
    await expectPass('PUT /strict/{id}', { a: 'read;write', l: 4 });
    expect((await call('PUT /strict/{id}', bearer({ a: 'read', l: 4 }))).challenge).toBe(insufficient('write'));
    expect((await call('PUT /strict/{id}', bearer({ a: 'write', l: 4 }))).challenge).toBe(insufficient('read'));
    expect((await call('PUT /strict/{id}', bearer({ a: 'read;write', l: 3 }))).body).toEqual({
      kind: 'insufficient-level',
      requiredLevel: 4,
    });
  });

  it('keeps controllers apart that inherit the same handler', async () => {
    await expectPass('GET /lenient/{id}/inherited', { a: 'read' });
    await expectPass('GET /severe/{id}/inherited', { a: 'read;write' });
    expect((await call('GET /severe/{id}/inherited', bearer({ a: 'read' }))).challenge).toBe(insufficient('write'));
    await expectPass('GET /lenient/{id}/inherited', { a: 'read' });
  });

  describe('elsewhere', () => {
    it('AuthGuard("dialog-token") lets a good token in, and refuses as we do', async () => {
      expect((await call('GET /plain', bearer({ jti: 'a-jti' }))).body).toEqual({ jti: 'a-jti' });
      expect((await call('GET /plain')).status).toBe(401);
      expect(await call('GET /plain', 'Bearer abc')).toEqual({
        status: 401,
        challenge: 'Bearer error="invalid_token"',
        body: { kind: 'invalid-token' },
      });
      expect((await call('GET /plain', bearer({ s: 'urn:altinn:resource:foreign' }))).body.kind).toBe(
        'foreign-resource',
      );
    });

    it('the next strategy has its turn without a token, and not after a bad one', async () => {
      expect((await call('GET /plain/chained', bearer())).body.byToken).toBe(true);
      expect((await call('GET /plain/chained')).body).toEqual({ byToken: false, user: { name: 'anyone' } });
      expect((await call('GET /plain/chained', 'Basic YTpi')).body.byToken).toBe(false);
      expect((await call('GET /plain/chained', 'Bearer abc')).body.kind).toBe('invalid-token');
    });

    it('@Caller() on an open handler is our mistake, and says which', async () => {
      const { status, body } = await call('PATCH /plain', bearer());
      expect(status).toBe(500);
      expect(body.message).toContain('@Caller() in PlainController.open');
    });
  });
});
