import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DialogTokenModule } from 'nestjs-dialog-token';
import { TestIssuer } from 'nestjs-dialog-token/testing';
import { PermitsController } from './permits.js';

const ours = 'urn:altinn:resource:parking-permit';
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
let issuer: TestIssuer;
let app: INestApplication;

beforeAll(async () => {
  issuer = await TestIssuer.start();
  const module = await Test.createTestingModule({
    imports: [DialogTokenModule.forRoot({ baseUrl: issuer.baseUrl, serviceResources: [ours] })],
    controllers: [PermitsController],
  }).compile();
  app = module.createNestApplication(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app.close();
  await issuer.stop();
});

it('shows a permit to a user who may read it, and to no other', async () => {
  const status = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(`${await app.getUrl()}/permits/${dialogId}`, { headers })).status;
  };
  expect(await status(issuer.token({ s: ours, i: dialogId, a: 'read' }))).toBe(200);
  expect(await status(issuer.token({ s: ours, i: dialogId, a: 'write' }))).toBe(403);
  expect(await status(issuer.token({ s: ours, i: dialogId, a: 'read', exp: 1 }))).toBe(401);
});
