import { generateKeyPair, exportJWK } from 'jose';
import { startEmulator } from '../emulator/emulator.js';
import type { Persona, Policy, PublicRsaJwk, Rule } from '../emulator/policy.js';
import type { Credentials } from './caller.js';
import { maskinporten } from './credentials.js';
import type { Platform } from './world.js';

/** The stand-in platform, started for a run. */
export interface StandIn extends Platform {
  stop(): Promise<void>;
}

const service = 'urn:altinn:resource:conformance';
const closedService = 'urn:altinn:resource:conformance-without-access';
const unownedService = 'urn:altinn:resource:conformance-of-another-owner';

const person = (number: string) => `urn:altinn:person:identifier-no:${number}`;
const party = person('14886498226');

const owner = '991825827';
const otherOwner = '310456829';

const provider = 'digdir:dialogporten.serviceprovider';

/** The stand-in’s Maskinporten clients, by the role that each has. */
const clients = {
  owner: { organisation: owner, scopes: [provider, `${provider}.search`] },
  'owner without search': { organisation: owner, scopes: [provider] },
  'caller without scope': { organisation: owner, scopes: ['conformance:other'] },
  'other owner': { organisation: otherOwner, scopes: [provider, `${provider}.search`] },
} as const;

type ClientName = keyof typeof clients;

const personas: readonly Persona[] = [
  { ...somebody('user', 'Varsom Lykt', party), roles: [{ party, role: 'everything' }] },
  { ...somebody('user without read', 'Ivrig Skje', person('27897910190')), roles: [{ party, role: 'writing' }] },
  somebody('stranger', 'Forundret Paraply', person('05889010098')),
  {
    ...somebody('weak user', 'ola@example.no', 'urn:altinn:person:idporten-email:ola@example.no'),
    level: 0,
    roles: [{ party, role: 'everything' }],
  },
  {
    ...somebody('system user', 'Kasse og Kvittering', 'urn:altinn:organization:identifier-no:310456810'),
    level: 3,
    roles: [{ party, role: 'everything' }],
    systemUser: {
      id: 'urn:altinn:systemuser:uuid:5c1f2a0e-7f0b-4c53-9d4e-0a8f7f3d2b61',
      organisation: 'urn:altinn:organization:identifier-no:310456799',
    },
  },
];

function somebody(id: string, name: string, consumer: string): Persona {
  return { id, name, description: id, consumer, level: 4, roles: [] };
}

const rules: readonly Rule[] = [
  { role: 'everything', serviceResource: service, action: 'read' },
  { role: 'everything', serviceResource: service, action: 'write' },
  { role: 'everything', serviceResource: service, action: 'sign', resource: 'urn:altinn:task:Task_1' },
  { role: 'writing', serviceResource: service, action: 'write' },
];

function policyWith(publicJwk: PublicRsaJwk): Policy {
  const own = { type: 'GenericAccessResource', owner, ownerCode: 'ttd', minimumLevel: 3 } as const;
  const serviceResources = [
    { urn: service, ...own },
    { urn: closedService, ...own },
    { urn: unownedService, ...own, owner: otherOwner, ownerCode: 'etat' },
  ];
  return {
    serviceResources,
    personas,
    rules,
    clients: Object.entries(clients).map(([id, { organisation, scopes }]) => ({ id, organisation, scopes, publicJwk })),
  };
}

/** Starts the stand-in with a policy that has all callers of the checks. */
export async function startStandIn(): Promise<StandIn> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const named = { kid: 'conformance-1', alg: 'RS256', use: 'sig' } as const;
  const { n, e } = await exportJWK(publicKey);
  const privateJwk = { ...(await exportJWK(privateKey)), ...named };
  // As strict as the platform is about URLs.
  const options = { policy: policyWith({ kty: 'RSA', n: n!, e: e!, ...named }), allowsLocalHttp: false };
  const emulator = await startEmulator(options);

  const client = (clientId: ClientName): Credentials =>
    maskinporten({
      issuer: `${emulator.url}/maskinporten/`,
      clientId,
      privateJwk,
      scope: clients[clientId].scopes.join(' '),
    });
  const persona =
    (id: string): Credentials =>
    async () => ({ 'x-persona': id });

  return {
    url: `${emulator.url}/dialogporten`,
    serviceResource: service,
    party,
    owner: client('owner'),
    roles: {
      'other owner': client('other owner'),
      'owner without search': client('owner without search'),
      'caller without scope': client('caller without scope'),
      ...Object.fromEntries(personas.map(({ id }) => [id, persona(id)])),
    },
    names: {
      'resource without access': closedService,
      'unowned resource': unownedService,
      'known actor': party,
      'nameless actor': person('13886499404'),
    },
    complete: true,
    stop: () => emulator.stop(),
  };
}
