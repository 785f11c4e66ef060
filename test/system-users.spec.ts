import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Delete, Module, Post } from '@nestjs/common';
import type { ClientWithKey } from '../emulator/client-with-key.js';
import { fetchClientToken } from '../emulator/client-token.js';
import type { Policy, ServiceResource } from '../emulator/policy.js';
import type { Delivery } from '../src/delivery/delivery.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction, RequireLevel } from 'nestjs-dialog-token';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { loadSettings, localSettingsOf } from '../src/config/load-settings.js';
import { SystemUsers } from '../src/system-users/system-users.decorator.js';
import { WriteActions } from '../src/write-actions/write-actions.decorator.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature, tallyParty, tallyPolicy } from './tally/index.js';
import { tallyClient } from './tally/tally.client.js';
import { AddDto, TallyEmbedsController } from './tally/tally.controllers.js';
import { TallyStage } from './tally/tally-stage.js';
import { approvalTask, tally, tallyResource } from './tally/tally.js';

@SystemUsers()
@DialogEndpoint('tallies/:dialogId')
@WriteActions()
class MachineActionsController {
  constructor(private readonly tallies: Dialogs<typeof tally>) {}

  @Post('count')
  @RequireAction('write')
  count(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'count' });
  }

  @Post('add')
  @RequireAction('write')
  add(@Caller() caller: DialogToken, @Body() { amount }: AddDto): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'add', amount });
  }

  @Post('approve')
  @RequireAction('sign', { resource: approvalTask })
  @RequireLevel(4)
  approve(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'approve' });
  }

  @Delete()
  @RequireAction('delete')
  delete(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'delete' });
  }
}

@Module({
  imports: [DialogsModule.forFeature(tally)],
  controllers: [MachineActionsController, TallyEmbedsController],
})
class MachineTallyModule {}

const feature = { ...tallyFeature, module: MachineTallyModule };
const scope = 'tally:act';
const vendor = '310456810';
const systemUser = '5c1f2a0e-7f0b-4c53-9d4e-0a8f7f3d2b61';
const accessPackage = 'urn:altinn:accesspackage:tallies';
const privateJwk = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid: 'till-vendor-1',
  alg: 'RS256',
  use: 'sig',
} as ClientWithKey['privateJwk'];
const till: ClientWithKey = { clientId: 'till-vendor', privateJwk };
const { kty, kid, alg, use, n, e } = privateJwk;

const resource: { -readonly [Member in keyof ServiceResource]: ServiceResource[Member] } = {
  ...tallyPolicy.serviceResources[0]!,
};
const policy: Policy = {
  ...tallyPolicy,
  serviceResources: [resource],
  organisations: [{ number: vendor, name: 'Kasse og Kvittering AS' }],
  personas: [
    ...tallyPolicy.personas,
    {
      id: 'till',
      name: 'Kasse og Kvittering',
      description: 'A system user',
      consumer: `urn:altinn:organization:identifier-no:${vendor}`,
      level: 3,
      roles: [{ party: tallyParty, role: accessPackage }],
      systemUser: { id: `urn:altinn:systemuser:uuid:${systemUser}`, organisation: tallyParty },
    },
  ],
  rules: [
    ...tallyPolicy.rules,
    ...['read', 'write'].map((action) => ({ role: accessPackage, serviceResource: tallyResource, action })),
  ],
  clients: [
    ...tallyPolicy.clients.map((client) => ({
      ...client,
      scopes: [...client.scopes, 'altinn:authorization/authorize'],
    })),
    {
      id: till.clientId,
      organisation: vendor,
      scopes: [scope, 'other:scope'],
      publicJwk: { kty, kid, alg, use, n, e } as Policy['clients'][number]['publicJwk'],
    },
  ],
};

/** Authorization details with which Maskinporten issues the token of the system user of an organisation. */
const asSystemUserOf = (organisation = '310456799') => ({
  authorization_details: [
    {
      type: 'urn:altinn:systemuser',
      systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${organisation}` },
    },
  ],
});

describe('a system user with its own token of Maskinporten', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set({ SYSTEM_USER_SCOPE: scope }, { features: [feature], policy });
    await stage.addService();
  });
  beforeEach(() => {
    delete resource.minimumLevel;
    stage.emulator.faults.clear();
  });
  afterAll(() => stage.clear());

  const token = (asked = scope, claims: object = asSystemUserOf()) =>
    fetchClientToken(stage.emulator.url, till, asked, { ...claims });

  const call = (
    path: string,
    bearer: string,
    { method = 'POST', body, at = 0 }: { method?: string; body?: object; at?: number } = {},
  ) =>
    fetch(`${stage.services[at]!.url}/tallies/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${bearer}`,
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('does what Altinn Authorization grants it, as with a dialog token, and is named as its system’s organisation', async () => {
    const id = await stage.open();
    expect((await call(`${id}/count`, await token())).status).toBe(204);
    expect((await call(`${id}/add`, await token(), { body: { amount: 40 } })).status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ count: 41 });
    expect(stage.emulator.dialogs.get(id)!.activities.slice(1)).toMatchObject([
      { performedBy: { actorId: `urn:altinn:organization:identifier-no:${vendor}` } },
      { performedBy: { actorId: `urn:altinn:organization:identifier-no:${vendor}` } },
    ]);
    const ofDialogporten = stage.token(id, {
      c: `urn:altinn:organization:identifier-no:${vendor}`,
      y: `urn:altinn:systemuser:uuid:${systemUser}`,
      o: tallyParty,
      l: 3,
      a: 'read;write',
    });
    expect((await call(`${id}/count`, ofDialogporten)).status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ count: 42 });
  });

  it('repeats a request with the same token, and it is made once', async () => {
    const id = await stage.open();
    const bearer = await token();
    for (const _ of [1, 2, 3]) expect((await call(`${id}/add`, bearer, { body: { amount: 5 } })).status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ count: 5 });
  });

  it('is refused what Altinn Authorization does not grant', async () => {
    const id = await stage.open();
    await problemIn(await call(id, await token(), { method: 'DELETE' }), 403, 'missing-action');
  });

  it('is refused where the policy obliges to a level that it does not have', async () => {
    const id = await stage.open();
    resource.minimumLevel = 4;
    const problem = await problemIn(await call(`${id}/count`, await token()), 403, 'insufficient-level');
    expect(problem).toMatchObject({ requiredLevel: 4 });
  });

  it('is told nothing of the dialogs of other parties', async () => {
    const id = await stage.open({ party: 'urn:altinn:organization:identifier-no:310456802' });
    await problemIn(await call(`${id}/count`, await token()), 404, 'not-found');
    await problemIn(await call(`no-dialog/count`, await token()), 404, 'not-found');
  });

  it('is refused while Altinn Authorization does not decide, and nothing is changed', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: '/authorization', status: 500 }]);
    await problemIn(await call(`${id}/count`, await token()), 503, 'unavailable');
    expect(await stage.here(id)).toMatchObject({ count: 0 });
  });

  it('is refused with another scope, without a system user, and with what Maskinporten did not sign', async () => {
    const id = await stage.open();
    await problemIn(await call(`${id}/count`, await token('other:scope')), 403, 'missing-scope');
    await problemIn(await call(`${id}/count`, await token(scope, {})), 401, 'invalid-token');
    const [header, payload] = (await token()).split('.');
    await problemIn(await call(`${id}/count`, `${header}.${payload}.AAAA`), 401, 'invalid-token');
    const other = await fetchClientToken(stage.emulator.url, tallyClient, 'tally:dialogs.write');
    await problemIn(await call(`${id}/count`, other), 401, 'invalid-token');
    await expect(token(scope, asSystemUserOf('310456802'))).rejects.toThrow('invalid_grant');
  });

  it('is refused on routes that do not say that they take it, and everywhere without the setting', async () => {
    const id = await stage.open();
    await problemIn(await call(`${id}/embed`, await token(), { method: 'GET' }), 401, 'invalid-token');
    await stage.addService({ SYSTEM_USER_SCOPE: '' });
    await problemIn(await call(`${id}/count`, await token(), { at: 1 }), 401, 'invalid-token');
  });

  it('is named in the log by its id, and its token is in no line', async () => {
    const id = await stage.open();
    const bearer = await token();
    expect((await call(`${id}/count`, bearer)).status).toBe(204);
    const { log } = stage.services[0]!;
    await until(() => log.some((line) => line.includes(`system user ${systemUser}`)));
    expect(log.filter((line) => line.includes(bearer.split('.')[2]!))).toEqual([]);
  });

  it('needs a decision point: the service does not start without', () => {
    const given = { NODE_ENV: 'production', SYSTEM_USER_SCOPE: scope };
    expect(() => loadSettings(given, localSettingsOf([feature]))).toThrow(
      'ALTINN_AUTHORIZATION_URL: must be set where SYSTEM_USER_SCOPE is',
    );
  });
});
