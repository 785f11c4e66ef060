import { agrees } from '../agreement.js';
import { type Check, check } from '../check.js';
import { apiAction, attachment, content, embed, fullTransmission, guiAction, localized, newId } from '../samples.js';
import { sources } from '../sources.js';

const unauthorized = 'urn:dialogporten:unauthorized';
const nobodyMay = 'conformance-nobody-may-do-this';

export const masking: readonly Check[] = [
  check(
    'says of each GUI action whether the user may do it, and hides the URL of those that not',
    sources.endUserGet,
    async (world) => {
      const guiActions = [
        guiAction({ action: 'write' }),
        guiAction({ action: nobodyMay, priority: 'Secondary' }),
        guiAction({ action: 'sign', authorizationAttribute: 'urn:altinn:task:Task_1', priority: 'Tertiary' }),
        guiAction({ action: 'sign', authorizationAttribute: 'urn:altinn:task:Task_2', priority: 'Tertiary' }),
      ];
      const shown = await world.readAs('user', await world.make({ guiActions }));
      agrees(shown.guiActions, [
        { ...guiActions[0], isAuthorized: true },
        { ...guiActions[1], isAuthorized: false, url: unauthorized },
        { ...guiActions[2], isAuthorized: true },
        { ...guiActions[3], isAuthorized: false, url: unauthorized },
      ]);
    },
    'user',
    'decisions',
  ),
  check(
    'says of each API action whether the user may do it, and hides the endpoints of those that not',
    sources.endUserGet,
    async (world) => {
      const apiActions = [apiAction(), apiAction({ action: nobodyMay })];
      const shown = await world.readAs('user', await world.make({ apiActions }));
      agrees(shown.apiActions, [
        { ...apiActions[0], isAuthorized: true },
        { action: nobodyMay, isAuthorized: false, endpoints: [{ url: unauthorized, httpMethod: 'POST' }] },
      ]);
    },
    'user',
    'decisions',
  ),
  check(
    'does not take an action in one task for the action itself',
    sources.decisions,
    async (world) => {
      const id = await world.make({ guiActions: [guiAction({ action: 'sign' })] });
      agrees((await world.readAs('user', id)).guiActions, [{ isAuthorized: false, url: unauthorized }]);
    },
    'user',
    'decisions',
  ),
  check(
    'hides of a transmission in a service where the user may do nothing every URL, but not title and summary',
    sources.endUserGet,
    async (world) => {
      const given = fullTransmission({ id: newId(), authorizationAttribute: world.name('resource without access') });
      const id = await world.make({ transmissions: [given] });
      const hidden = {
        isAuthorized: false,
        content: { ...content(), contentReference: { value: localized(unauthorized) } },
        attachments: [{ urls: [{ url: unauthorized }] }],
        navigationalActions: [{ title: localized('Onwards'), url: unauthorized }],
      };
      agrees((await world.readAs('user', id)).transmissions, [hidden]);
      const alone = await world.as('user').get(`/dialogs/${id}/transmissions/${given.id}`);
      agrees(alone, { status: 200, body: hidden });
    },
    'user',
    'resource without access',
    'decisions',
  ),
  check(
    'shows of a transmission that the user may read every URL',
    sources.endUserGet,
    async (world) => {
      const given = fullTransmission();
      const id = await world.make({ transmissions: [given] });
      agrees((await world.readAs('user', id)).transmissions, [{ ...given, isAuthorized: true }]);
    },
    'user',
  ),
  check(
    'hides the embed of a dialog from a user who may do something, but not read',
    sources.endUserGet,
    async (world) => {
      const id = await world.make({
        content: content({ mainContentReference: embed() }),
        guiActions: [guiAction({ action: 'write' }), guiAction({ priority: 'Secondary' })],
        attachments: [attachment()],
      });
      agrees(await world.readAs('user without read', id), {
        content: { ...content(), mainContentReference: { isAuthorized: false, value: localized(unauthorized) } },
        guiActions: [{ isAuthorized: true }, { isAuthorized: false, url: unauthorized }],
        attachments: [{ urls: [{ url: 'https://provider.example/a.pdf' }] }],
      });
    },
    'user without read',
    'decisions',
  ),
  check('shows the service owner what it hides from end users', sources.dialogDto, async (world) => {
    const guiActions = [guiAction({ action: nobodyMay })];
    agrees(await world.read(await world.make({ guiActions })), { guiActions });
  }),
];
