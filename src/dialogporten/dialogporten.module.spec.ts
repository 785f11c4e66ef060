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
  platform.on('GET /dialogporten/api/v1/serviceowner/dialogs/1', () => ({ body: { id: '1', revision: '2' } }));
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
  expect((await module.get(DialogportenClient, { strict: false }).get('1')).revision).toBe('2');
});
