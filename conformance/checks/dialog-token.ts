import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { agrees, Difference, otherThan, uuid } from '../agreement.js';
import { type Check, check } from '../check.js';
import { Described, Exactly } from '../match.js';
import { apiAction, embed, content, guiAction, transmission } from '../samples.js';
import { sources } from '../sources.js';
import { tokenOf } from '../token.js';
import type { World } from '../world.js';

/** A token for such a dialog. */
async function tokenFor(world: World, fields: Readonly<Record<string, unknown>> = {}) {
  return tokenOf(await world.readAs('user', await world.make(fields)));
}

/** The token's `a` for such a dialog. */
async function actionsOf(world: World, fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  return (await tokenFor(world, fields)).claims['a'];
}

async function keySetOf(world: World): Promise<JSONWebKeySet> {
  return (await world.nobody.at('.well-known').get('/jwks.json')).body as JSONWebKeySet;
}

const level = new Described('a level of 0, 3 or 4', (value) => [0, 3, 4].includes(value as number));

const signing = guiAction({ action: 'sign', authorizationAttribute: 'urn:altinn:task:Task_1', priority: 'Tertiary' });
const writing = guiAction({ action: 'write', priority: 'Secondary' });

const granted: readonly [what: string, fields: Readonly<Record<string, unknown>>, a: string][] = [
  ['read for a dialog with nothing to do', {}, 'read'],
  [
    'read once, however often it is asked for',
    { content: content({ mainContentReference: embed() }), guiActions: [guiAction()], transmissions: [transmission()] },
    'read',
  ],
  [
    'actions sorted by name, and with the task in which they are granted',
    { guiActions: [writing, signing] },
    'read;sign,urn:altinn:task:Task_1;write',
  ],
  ['the actions of APIs too', { apiActions: [apiAction()] }, 'read;write'],
  ['an action once when GUI and API offer it', { guiActions: [writing], apiActions: [apiAction()] }, 'read;write'],
  ['nothing that is not granted', { guiActions: [guiAction({ action: 'conformance-nobody-may-do-this' })] }, 'read'],
];

export const dialogToken: readonly Check[] = [
  check(
    'has the header of an EdDSA token with a key id, and nothing else',
    sources.compactJws,
    async (world) => {
      const { header } = await tokenFor(world);
      agrees(header, new Exactly({ alg: 'EdDSA', typ: 'JWT', kid: /./ }));
    },
    'user',
    'signed tokens',
  ),
  check(
    'verifies with the published key that it names',
    sources.compactJws,
    async (world) => {
      const { dialogToken: token } = await world.readAs('user', await world.make());
      const keySet = createLocalJWKSet(await keySetOf(world));
      await jwtVerify(token, keySet, { algorithms: ['EdDSA'], issuer: world.issuer }).catch((error: unknown) => {
        throw new Difference([`the signature: ${String(error)}`]);
      });
    },
    'user',
    'signed tokens',
  ),
  check(
    'says who issued it, to whom, for which dialog, and no more',
    sources.dialogToken,
    async (world) => {
      const { party, serviceResource } = world.platform;
      const id = await world.make();
      const { claims } = tokenOf(await world.readAs('user', id));
      const { e: _entities, ...others } = claims;
      agrees(
        others,
        new Exactly({
          jti: uuid,
          c: /^urn:altinn:/,
          l: level,
          p: party,
          s: serviceResource,
          i: id,
          a: 'read',
          iss: world.issuer,
          iat: claims.iat,
          nbf: claims.iat,
          exp: claims.iat! + 600,
        }),
      );
    },
    'user',
    'signed tokens',
    'decisions',
  ),
  check(
    'has its claims in the same order always',
    sources.dialogToken,
    async (world) => {
      const order = ['jti', 'c', 'l', 'p', 's', 'i', 'a', 'iss', 'iat', 'nbf', 'exp'];
      const { claims } = await tokenFor(world);
      agrees(
        Object.keys(claims).filter((name) => order.includes(name)),
        order,
      );
    },
    'user',
    'signed tokens',
  ),
  check(
    'is another one each time the dialog is read',
    sources.dialogToken,
    async (world) => {
      const id = await world.make();
      const first = tokenOf(await world.readAs('user', id));
      agrees(tokenOf(await world.readAs('user', id)).claims.jti, otherThan(first.claims.jti));
    },
    'user',
    'signed tokens',
  ),
  ...granted.map(([what, fields, a]) =>
    check(
      `grants ${what}`,
      sources.dialogToken,
      async (world) => {
        agrees(await actionsOf(world, fields), a);
      },
      'user',
      'signed tokens',
      'decisions',
    ),
  ),
  check(
    'grants a user who may not read what else is granted',
    sources.dialogToken,
    async (world) => {
      const id = await world.make({ guiActions: [writing, guiAction()] });
      agrees(tokenOf(await world.readAs('user without read', id)).claims, { a: 'write' });
    },
    'user without read',
    'signed tokens',
    'decisions',
  ),
  check(
    'names a system user and its organisation beside the consumer, at level 3',
    sources.dialogToken,
    async (world) => {
      const { claims } = tokenOf(await world.readAs('system user', await world.make()));
      agrees(claims, {
        c: /^urn:altinn:organization:identifier-no:\d{9}$/,
        y: /^urn:altinn:systemuser:uuid:/,
        o: /^urn:altinn:organization:identifier-no:\d{9}$/,
        l: 3,
      });
      agrees(Object.keys(claims).slice(0, 5), ['jti', 'c', 'y', 'o', 'l']);
    },
    'system user',
    'signed tokens',
  ),
  check('does not come with what the service owner reads', sources.dialogDto, async (world) => {
    agrees(await world.read(await world.make()), { dialogToken: undefined });
  }),
  check('has its issuer and key set in a metadata document', sources.metadata, async (world) => {
    const answer = await world.nobody.at('.well-known').get('/oauth-authorization-server');
    agrees(answer, {
      status: 200,
      contentType: 'application/json; charset=utf-8',
      body: { issuer: world.issuer, jwks_uri: `${world.issuer}/.well-known/jwks.json` },
    });
  }),
  check('has two public Ed25519 keys for signing, and nothing secret of them', sources.jwks, async (world) => {
    const key = new Exactly({ kty: 'OKP', use: 'sig', kid: /./, crv: 'Ed25519', x: /^[\w-]{43}$/, alg: 'EdDSA' });
    agrees(await keySetOf(world), { keys: [key, key] });
  }),
  check('lets its key set be cached for a day', sources.jwksEndpoint, async (world) => {
    const { headers } = await world.nobody.at('.well-known').get('/jwks.json');
    agrees(headers.get('cache-control'), 'public, max-age=86400');
  }),
];
