import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { DialogportenClient } from './dialogporten-client.js';
import { DialogportenModule } from './dialogporten.module.js';
import { clientJwk, ScriptedPlatform } from '../../test/support/scripted-platform.js';

let platform: ScriptedPlatform;
beforeEach(async () => {
  platform = await ScriptedPlatform.start();
});
afterEach(() => platform.stop());

test('gives a client that reaches Dialogporten', async () => {
  const { issuer, url } = platform;
  const [id, revision] = ['01913cd5-784f-7d3b-abef-4c77b1f0972d', 'a312cb9c-7632-43c2-aa38-69b06aed56ca'];
  platform.on(`GET /dialogporten/api/v1/serviceowner/dialogs/${id}`, () => ({ body: { id, revision } }));
  const module = await Test.createTestingModule({
    imports: [
      DialogportenModule.forRootAsync({
        useFactory: () => ({
          baseUrl: `${url}/dialogporten`,
          maskinporten: { issuer, clientId: 'us', privateJwk: clientJwk, scope: 's' },
        }),
      }),
    ],
  }).compile();
  expect((await module.get(DialogportenClient, { strict: false }).get(id)).revision).toBe(revision);
});
