import { agrees, type Complaints, including, refused } from '../agreement.js';
import { type Check, check } from '../check.js';
import { Described } from '../match.js';
import { fullTransmission, guiAction, localized, newId, transmission } from '../samples.js';
import { sources } from '../sources.js';
import { tokenOf } from '../token.js';

type Fields = Readonly<Record<string, unknown>>;

const unauthorized = 'urn:dialogporten:unauthorized';
const organisation = 'urn:altinn:organization:identifier-no:991825827';
const dialogParty = { includeDialogParty: true, unauthorizedPresentation: 'Disabled' };

/** A GUI action that has its action, and more, from a context. */
function inContext(authorizationContext: Fields, fields: Fields = {}) {
  const { action: _replaced, ...action } = guiAction();
  return { ...action, authorizationContext, ...fields };
}

const at = (field: string) => `dto.guiActions[0].authorizationContext.${field}`;

const invalid: readonly [what: string, action: Fields, complaints: Complaints][] = [
  ['an action beside the context', inContext(dialogParty, { action: 'sign' }), ['dto.guiActions[0].action']],
  [
    'an authorization attribute beside the context',
    inContext(dialogParty, { authorizationAttribute: 'urn:altinn:task:x' }),
    ['dto.guiActions[0].authorizationAttribute'],
  ],
  ['neither action nor context', guiAction({ action: undefined }), ['dto.guiActions[0].action']],
  ['a context without any party', inContext({ parties: [], unauthorizedPresentation: 'Disabled' }), [at('parties')]],
  [
    'a context with four parties',
    inContext({
      ...dialogParty,
      parties: ['a', 'b', 'c', 'd'].map((name) => `urn:altinn:person:legacy-selfidentified:${name}`),
    }),
    [at('parties')],
  ],
  [
    'a context with a party twice',
    inContext({ ...dialogParty, parties: [organisation, organisation] }),
    [at('parties')],
  ],
  [
    'a context with a party whose number is wrong',
    inContext({ ...dialogParty, parties: ['urn:altinn:organization:identifier-no:1'] }),
    [at('parties[0]')],
  ],
  [
    'a context that does not say how to present it',
    inContext({ includeDialogParty: true }),
    [at('unauthorizedPresentation')],
  ],
  [
    'a context to be presented in an unknown way',
    inContext({ includeDialogParty: true, unauthorizedPresentation: 'Hidden' }),
    ['guiActions[0].authorizationContext.unauthorizedPresentation'],
  ],
  [
    'a context in a service resource without its prefix',
    inContext({ ...dialogParty, serviceResource: 'foo' }),
    [at('serviceResource')],
  ],
  [
    'a context whose additional attribute is a service resource',
    inContext({ ...dialogParty, additionalResourceAttribute: 'urn:altinn:resource:x' }),
    [at('additionalResourceAttribute')],
  ],
  ['a context with an empty action', inContext({ ...dialogParty, action: '' }), [at('action')]],
];

const accepted: readonly [what: string, context: Fields][] = [
  ['for the dialog’s own party', dialogParty],
  ['for another party', { parties: [organisation], unauthorizedPresentation: 'Disabled' }],
  ['with the presentation in lower case', { ...dialogParty, unauthorizedPresentation: 'disabled' }],
  ['in a task', { ...dialogParty, additionalResourceAttribute: 'urn:altinn:task:Task_1', action: 'sign' }],
  ['with a property that it does not know', { ...dialogParty, inventedHere: 1 }],
];

const known = 'authorization contexts';

export const authorizationContexts: readonly Check[] = [
  ...invalid.map(([what, action, complaints]) =>
    check(
      `refuses ${what}`,
      sources.contextRules,
      async (world) => {
        refused(await world.offer({ guiActions: [action] }), 400, complaints);
      },
      known,
    ),
  ),
  check(
    'refuses an authorization attribute beside the context of a transmission',
    sources.contextRules,
    async (world) => {
      const given = transmission({ authorizationAttribute: 'secret', authorizationContext: dialogParty });
      refused(await world.offer({ transmissions: [given] }), 400, ['dto.transmissions[0].authorizationAttribute']);
    },
    known,
  ),
  check(
    'refuses a context in another owner’s service resource',
    sources.authorizer,
    async (world) => {
      const serviceResource = world.name('unowned resource');
      const answer = await world.offer({ guiActions: [inContext({ ...dialogParty, serviceResource })] });
      refused(answer, 403, { Forbidden: `[${serviceResource}]` });
    },
    known,
    'unowned resource',
    'resource register',
  ),
  ...accepted.map(([what, context]) =>
    check(
      `takes a context ${what}`,
      sources.contexts,
      async (world) => {
        await world.make({ guiActions: [inContext(context)] });
      },
      known,
    ),
  ),
  check(
    'shows the service owner the context as it was given',
    sources.contexts,
    async (world) => {
      const context = { ...dialogParty, action: 'write' };
      const { guiActions } = await world.read(await world.make({ guiActions: [inContext(context)] }));
      agrees(guiActions, [{ authorizationContext: context }]);
    },
    known,
  ),
  check(
    'keeps the context from end users',
    sources.endUserDto,
    async (world) => {
      const id = await world.make({ guiActions: [inContext(dialogParty)] });
      agrees((await world.readAs('user', id)).guiActions, [{ authorizationContext: undefined }]);
    },
    known,
    'user',
  ),
  check(
    'lets a user do what the context grants for the dialog’s party',
    sources.endUserGet,
    async (world) => {
      const action = inContext({ ...dialogParty, action: 'write' });
      const { guiActions } = await world.readAs('user', await world.make({ guiActions: [action] }));
      agrees(guiActions, [{ isAuthorized: true, url: action.url }]);
    },
    known,
    'user',
  ),
  check(
    'hides the URL of an action that the context does not grant',
    sources.endUserGet,
    async (world) => {
      const action = inContext({ ...dialogParty, action: 'conformance-nobody-may-do-this' });
      const { guiActions } = await world.readAs('user', await world.make({ guiActions: [action] }));
      agrees(guiActions, [{ isAuthorized: false, url: unauthorized }]);
    },
    known,
    'user',
    'decisions',
  ),
  check(
    'hides every URL of a transmission that the context does not grant',
    sources.endUserGet,
    async (world) => {
      const context = { ...dialogParty, action: 'conformance-nobody-may-do-this' };
      const { transmissions } = await world.readAs(
        'user',
        await world.make({ transmissions: [fullTransmission({ authorizationContext: context })] }),
      );
      agrees(transmissions, [
        {
          isAuthorized: false,
          content: { contentReference: { value: localized(unauthorized) } },
          attachments: [{ urls: [{ url: unauthorized }] }],
          navigationalActions: [{ url: unauthorized }],
        },
      ]);
    },
    known,
    'user',
    'decisions',
  ),
  check(
    'does not mention in the token’s actions what a context grants',
    sources.dialogToken,
    async (world) => {
      const id = await world.make({ guiActions: [inContext({ ...dialogParty, action: 'write' })] });
      agrees(tokenOf(await world.readAs('user', id)).claims['a'], 'read');
    },
    known,
    'user',
    'signed tokens',
    'decisions',
  ),
  check(
    'lists in the token the entities that a context grants, by their ids',
    sources.dialogToken,
    async (world) => {
      const id = await world.make({ guiActions: [inContext({ ...dialogParty, action: 'write' }, { id: newId() })] });
      const shown = await world.readAs('user', id);
      agrees(tokenOf(shown).claims['e'], [shown.guiActions[0]?.id]);
    },
    'listed entities',
  ),
  check(
    'lists in the token an entity by the reference that the service owner chose',
    sources.dialogToken,
    async (world) => {
      const context = { ...dialogParty, action: 'write', tokenRef: 'letter-1' };
      const id = await world.make({ guiActions: [inContext(context)] });
      agrees(tokenOf(await world.readAs('user', id)).claims['e'], ['letter-1']);
    },
    'listed entities',
  ),
  check(
    'lists in the token nothing that a context does not grant',
    sources.dialogToken,
    async (world) => {
      const context = { ...dialogParty, action: 'conformance-nobody-may-do-this', tokenRef: 'letter-1' };
      const id = await world.make({ guiActions: [inContext(context)] });
      const listed = new Described('no mention of letter-1', (e) => !Array.isArray(e) || !e.includes('letter-1'));
      agrees(tokenOf(await world.readAs('user', id)).claims['e'], listed);
    },
    'listed entities',
    'decisions',
  ),
  check(
    'leaves of an excluded action nothing but its id and when it was made',
    sources.endUserGet,
    async (world) => {
      const context = {
        ...dialogParty,
        action: 'conformance-nobody-may-do-this',
        unauthorizedPresentation: 'Excluded',
      };
      const id = newId();
      const given = inContext(context, { id });
      agrees(await world.readAs('user', await world.make({ guiActions: [given] })), {
        guiActions: [],
        excludedGuiActions: including({ id }),
      });
    },
    'listed entities',
    'decisions',
  ),
  check(
    'gives a token of its own with what a context grants',
    sources.contexts,
    async (world) => {
      const given = inContext({ ...dialogParty, action: 'write' });
      const { guiActions } = await world.readAs('user', await world.make({ guiActions: [given] }));
      const { header, claims } = tokenOf({ dialogToken: String(guiActions[0]?.['contextToken']) });
      agrees(header, { alg: 'EdDSA', typ: 'dialogcontexttoken+jwt' });
      agrees(claims, {
        e: guiActions[0]?.id,
        t: 'guiaction',
        a: 'write',
        pp: [world.platform.party],
        iss: world.issuer,
      });
    },
    'context tokens',
  ),
];
