import { Module } from '@nestjs/common';
import { accountant, formFiller, generalManager, organisations, restaurant } from '../../emulator/personas.js';
import type { Persona, Policy, Rule } from '../../emulator/policy.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../src/feature.js';
import { tallyClient, tallyScope } from './tally.client.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally.controllers.js';
import { approvalTask, tally, tallyResource } from './tally.js';

@Module({
  imports: [DialogsModule.forFeature(tally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
})
class TallyModule {}

export const tallyFeature: Feature = {
  module: TallyModule,
  definitions: [tally],
  localSettings: {
    DIALOGPORTEN_SERVICE_RESOURCES: tallyResource,
    SERVICE_OWNER_SCOPE: tallyScope,
    SERVICE_OWNER_ORGANIZATIONS: '991825827',
    MASKINPORTEN_CLIENT_ID: tallyClient.clientId,
    MASKINPORTEN_PRIVATE_JWK: JSON.stringify(tallyClient.privateJwk),
  },
};

/** The owner of every tally in the tests. */
export const tallyParty = restaurant;

/** A user who may do everything with it. */
export const tallyKeeper = 'urn:altinn:person:identifier-no:14886498226';

const keeper: Persona = {
  id: 'keeper',
  name: 'Varsom Lykt',
  description: 'May do everything',
  consumer: tallyKeeper,
  level: 4,
  roles: [{ party: tallyParty, role: generalManager }],
};

function allow(role: string, actions: readonly string[]): Rule[] {
  return actions.map((action) => ({ role, serviceResource: tallyResource, action }));
}

const { kty, kid, alg, use, n, e } = tallyClient.privateJwk;

/** Policy of the stand-in for tallies. */
export const tallyPolicy: Policy = {
  serviceResources: [{ urn: tallyResource, type: 'GenericAccessResource', owner: '991825827', ownerCode: 'kommune' }],
  personas: [
    keeper,
    { ...keeper, id: 'low', description: 'The same person, at level 3 only', level: 3 },
    {
      id: 'employee',
      name: 'Ivrig Skje',
      description: 'May read and write',
      consumer: 'urn:altinn:person:identifier-no:27897910190',
      level: 3,
      roles: [{ party: tallyParty, role: formFiller }],
    },
    {
      id: 'accountant',
      name: 'Punktlig Kulepenn',
      description: 'May read',
      consumer: 'urn:altinn:person:identifier-no:11916510030',
      level: 3,
      roles: [{ party: tallyParty, role: accountant }],
    },
  ],
  organisations,
  rules: [
    ...allow(generalManager, ['read', 'write', 'delete']),
    { role: generalManager, serviceResource: tallyResource, action: 'sign', resource: approvalTask },
    ...allow(formFiller, ['read', 'write']),
    ...allow(accountant, ['read']),
  ],
  clients: [
    {
      id: tallyClient.clientId,
      organisation: '991825827',
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
        'digdir:dialogporten.serviceprovider.changetransmissions',
        tallyScope,
      ],
      publicJwk: { kty, kid, alg, use, n, e } as Policy['clients'][number]['publicJwk'],
    },
  ],
};
