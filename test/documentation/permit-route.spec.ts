import { Get } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, DialogEndpoint, type DialogToken, DialogTokenModule, RequireAction } from 'nestjs-dialog-token';
import { TestIssuer } from 'nestjs-dialog-token/testing';

const ours = 'urn:altinn:resource:parking-permit';
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

@DialogEndpoint('permits/:dialogId')
class PermitController {
  @Get()
  @RequireAction('read')
  read(@Caller() caller: DialogToken): object {
    return { level: caller.level };
  }
}

describe('the route of a permit', () => {
  let issuer: TestIssuer;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    const { baseUrl } = issuer;
    const module = await Test.createTestingModule({
      imports: [DialogTokenModule.forRoot({ baseUrl, serviceResources: [ours] })],
      controllers: [PermitController],
    }).compile();
    app = await module.createNestApplication<NestFastifyApplication>(new FastifyAdapter()).init();
  });
  afterAll(async () => {
    await app.close();
    await issuer.stop();
  });

  /** Status of the route for a token with these claims. */
  async function answer(claims: Record<string, unknown>): Promise<number> {
    const headers = { authorization: `Bearer ${issuer.token({ s: ours, i: dialogId, a: 'read', ...claims })}` };
    return (await app.inject({ url: `/permits/${dialogId}`, headers })).statusCode;
  }

  it('is open to a user who may read it', async () => {
    expect(await answer({})).toBe(200);
  });

  it.each([
    ['is closed to a user who may only write', { a: 'write' }, 403],
    ['is for its own dialog', { i: '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f0000' }, 403],
    ['is for the service resource that is ours', { s: 'urn:altinn:resource:other' }, 403],
    ['takes no token that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, 401],
  ])('%s', async (_promise, claims, status) => {
    expect(await answer(claims)).toBe(status);
  });
});
