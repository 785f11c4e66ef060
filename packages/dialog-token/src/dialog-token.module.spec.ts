import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Injectable,
  Module,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { createSigningKey, signDialogToken, TestIssuer } from './testing/index.js';
import {
  Caller,
  DialogEndpoint,
  DialogToken,
  DialogTokenModule,
  DialogTokenRefusal,
  KeySet,
  RequireAction,
} from './index.js';
import { reportImplementation } from './dialog-token.module.js';
import type { DialogTokenOptions } from './dialog-token.options.js';
import { ed25519Implementation } from './ed25519.js';

const second = 1000;
const hour = 3600 * second;
const route = '/dialogs/0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const serviceResources = ['urn:altinn:resource:serving-licence'];

@DialogEndpoint('dialogs/:dialogId')
class DialogController {
  @Get()
  @RequireAction('read')
  read(@Caller() caller: DialogToken): string {
    return caller.id;
  }
}

@Controller('plain')
class PlainController {
  @Get()
  @UseGuards(AuthGuard('dialog-token'))
  read(@Caller() caller: DialogToken): string {
    return caller.id;
  }
}

@Catch(DialogTokenRefusal)
class ProblemKindFilter implements ExceptionFilter {
  catch(refusal: DialogTokenRefusal, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(refusal.getStatus()).headers(refusal.headers).send(refusal.kind);
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

describe('DialogTokenModule', () => {
  let issuer: TestIssuer;
  let apps: NestFastifyApplication[];

  beforeEach(async () => {
    issuer = await TestIssuer.start();
    apps = [];
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await issuer.stop();
  });

  async function startWith(module: ReturnType<typeof DialogTokenModule.forRoot>): Promise<NestFastifyApplication> {
    const testing = await Test.createTestingModule({
      imports: [module],
      controllers: [DialogController, PlainController],
    }).compile();
    const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    apps.push(app);
    app.useGlobalFilters(new ProblemKindFilter());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return app;
  }

  const start = (options: Partial<DialogTokenOptions> = {}) =>
    startWith(DialogTokenModule.forRoot({ baseUrl: issuer.baseUrl, serviceResources, ...options }));

  async function get(app: NestFastifyApplication, token: string, url = route): Promise<string> {
    return (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).body;
  }

  it('asks nothing more of the platform once it has the keys, in a thousand requests', async () => {
    const app = await start();
    expect(issuer.requests).toBe(2);
    const tokens = Array.from({ length: 100 }, (_, index) =>
      issuer.token({ jti: `jti-${index}` }, issuer.keys[index % 2]),
    );
    const requests = Array.from({ length: 1000 }, (_, index) => get(app, tokens[index % 100] ?? ''));
    expect(await Promise.all(requests)).toEqual(Array.from({ length: 1000 }, (_, index) => `jti-${index % 100}`));
    expect(issuer.requests).toBe(2);
  });

  it('works over a real socket', async () => {
    const app = await start();
    await app.listen(0, '127.0.0.1');
    const response = await fetch((await app.getUrl()) + route, {
      headers: { Authorization: `Bearer ${issuer.token({ jti: 'a-jti' })}` },
    });
    expect(await response.text()).toBe('a-jti');
  });

  it('starts while the platform is away, says so, and is ready by itself when it comes back', async () => {
    issuer.isAway = true;
    const app = await start();
    expect(app.get(KeySet).ready).toBe(false);
    const refused = await app.inject({ url: route, headers: { authorization: `Bearer ${issuer.token()}` } });
    expect(refused).toMatchObject({ statusCode: 503, body: 'unavailable', headers: { 'retry-after': '5' } });
    issuer.isAway = false;
    await until(() => app.get(KeySet).ready);
    expect(await get(app, issuer.token({ jti: 'a-jti' }))).toBe('a-jti');
  });

  it('does not trust a platform that calls itself by another name', async () => {
    const app = await start({ issuer: 'https://platform.example/dialogporten/api/v1' });
    expect(app.get(KeySet).ready).toBe(false);
    expect(await get(app, issuer.token())).toBe('unavailable');
  });

  it('keeps working for a day when the platform goes away, for tokens old and new', async () => {
    let passed = 0;
    const app = await start({ now: () => Date.now() + passed });
    const lasting = issuer.token({ jti: 'lasting', exp: 4e9 });
    expect(await get(app, lasting)).toBe('lasting');
    issuer.isAway = true;
    passed = 23 * hour;
    expect(await get(app, lasting)).toBe('lasting');
    expect(await get(app, issuer.token({ jti: 'new', exp: 4e9 }))).toBe('new');
    passed = 25 * hour;
    expect(await get(app, lasting)).toBe('unavailable');
    expect(app.get(KeySet).ready).toBe(false);
  });

  it('learns new keys and forgets old ones, without making a request wait', async () => {
    const app = await start();
    const old = issuer.token({ jti: 'old' });
    expect(await get(app, old)).toBe('old');
    issuer.keys = [createSigningKey(), createSigningKey()];
    const token = issuer.token({ jti: 'new' });
    expect(await get(app, token)).toBe('invalid-token');
    await until(() => issuer.requests === 4);
    await until(async () => (await get(app, token)) === 'new');
    expect(await get(app, old)).toBe('invalid-token');
  });

  it('asks once per cooldown in a flood of invented kids', async () => {
    const app = await start();
    const stranger = createSigningKey();
    const flood = Array.from({ length: 200 }, (_, index) =>
      get(app, signDialogToken({ ...stranger, kid: `kid-${index}` })),
    );
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['invalid-token']));
    await until(() => issuer.requests === 4);
    expect(await get(app, signDialogToken({ ...stranger, kid: 'one-more' }))).toBe('invalid-token');
    expect(issuer.requests).toBe(4);
  });

  it('takes its options from a factory too, and names the one that is wrong', async () => {
    @Injectable()
    class Settings {
      readonly baseUrl = issuer.baseUrl;
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    const app = await startWith(
      DialogTokenModule.forRootAsync({
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: async ({ baseUrl }: Settings) => ({ baseUrl, serviceResources }),
      }),
    );
    expect(await get(app, issuer.token({ jti: 'a-jti' }))).toBe('a-jti');
    await expect(start({ serviceResources: [] })).rejects.toThrow('DialogTokenModule: "serviceResources" must be URNs');
  });

  it('keeps the dialog endpoints of two applications in one process apart', async () => {
    const url = route;
    const otherIssuer = await TestIssuer.start();
    const one = await start();
    const other = await start({ baseUrl: otherIssuer.baseUrl });
    expect(await get(one, issuer.token({ jti: 'one' }), url)).toBe('one');
    expect(await get(other, otherIssuer.token({ jti: 'other' }), url)).toBe('other');
    expect(await get(one, otherIssuer.token(), url)).toBe('invalid-token');
    expect(await get(other, issuer.token(), url)).toBe('invalid-token');
    await other.close();
    expect(await get(one, issuer.token({ jti: 'one' }), url)).toBe('one');
    await otherIssuer.stop();
  });

  it('verifies without an HTTP server too', async () => {
    const testing = await Test.createTestingModule({
      imports: [DialogTokenModule.forRoot({ baseUrl: issuer.baseUrl, serviceResources })],
    }).compile();
    await testing.init();
    expect(testing.get(KeySet).ready).toBe(true);
    await testing.close();
  });

  it('is missed at the start of an application that has dialog endpoints and does not import it', async () => {
    const testing = Test.createTestingModule({ controllers: [DialogController] });
    await expect(testing.compile()).rejects.toThrow('DialogTokenStrategy');
  });
});

describe('the log', () => {
  it.each([
    ['which library verifies signatures', () => ({ crypto_sign_verify_detached: () => true }), ['log', 'libsodium']],
    [
      'that and why it is the slow one',
      () => {
        throw new Error('no binary for this system');
      },
      ['warn', 'openssl', 'no binary for this system'],
    ],
  ])('says %s', (_, load, expected) => {
    const lines: unknown[] = [];
    const note =
      (level: string) =>
      ({ by, reason }: { by: string; reason?: string }) =>
        void lines.push([level, by, ...(reason === undefined ? [] : [reason])]);
    reportImplementation({ log: note('log'), warn: note('warn') }, ed25519Implementation(load));
    expect(lines).toEqual([expected]);
  });
});
