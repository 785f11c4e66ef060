import { agrees, including } from '../agreement.js';
import { type Check, check } from '../check.js';
import { Described } from '../match.js';
import { dialogParty, fullTransmission, inContext, localized, newId } from '../samples.js';
import { sources } from '../sources.js';
import { tokenOf } from '../token.js';

const unauthorized = 'urn:dialogporten:unauthorized';
const known = 'authorization contexts';

/** Effects of an authorization context. */
export const authorizationContexts: readonly Check[] = [
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
