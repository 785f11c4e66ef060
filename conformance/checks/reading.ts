import { agrees, instant, refused, someText, uuid } from '../agreement.js';
import { type Check, check } from '../check.js';
import { activity, content, guiAction, newId, text, transmission, update } from '../samples.js';
import { sources } from '../sources.js';

const isNowhere = (id: string) => ({
  DialogEntity: `was not found: (${id})`,
});

export const reading: readonly Check[] = [
  check('shows the content as it was given', sources.dialogDto, async (world) => {
    const given = content({ additionalInfo: text('*more*', 'text/markdown') });
    agrees(await world.read(await world.make({ content: given })), { content: given });
  }),
  check('shows the service owner authorization attributes and URLs', sources.dialogDto, async (world) => {
    const action = guiAction({ authorizationAttribute: 'urn:altinn:task:Task_1', action: 'sign' });
    agrees(await world.read(await world.make({ guiActions: [action] })), { guiActions: [action] });
  }),
  check('shows due date, expiry and first day as instants in UTC', sources.json, async (world) => {
    const dates = {
      visibleFrom: '2040-01-01T00:00:00Z',
      dueAt: '2041-01-01T00:00:00Z',
      expiresAt: '2042-01-01T00:00:00Z',
    };
    const shown = await world.read(await world.make(dates));
    for (const [field, when] of Object.entries(dates))
      agrees((shown as object as Record<string, unknown>)[field], instant(when));
  }),
  check('counts the transmissions of either side', sources.dialogDto, async (world) => {
    const id = await world.make({ transmissions: [transmission(), transmission()] });
    agrees(await world.read(id), {
      fromServiceOwnerTransmissionsCount: 2,
      fromPartyTransmissionsCount: 0,
      hasUnopenedContent: true,
    });
  }),
  check('lists what was done in the order in which it was done', sources.getDialog, async (world) => {
    const activities = ['2021', '2019', '2020'].map((year) => activity({ createdAt: `${year}-01-01T00:00:00Z` }));
    const shown = await world.read(await world.make({ activities }));
    agrees(
      shown.activities,
      ['2019', '2020', '2021'].map((year) => ({ id: uuid, createdAt: instant(`${year}-01-01T00:00:00Z`) })),
    );
  }),
  check('answers 404 for a dialog that does not exist', sources.getDialog, async (world) => {
    const id = newId();
    refused(await world.owner.get(`/dialogs/${id}`), 404, isNowhere(id));
  }),
  check('answers 404 to a PUT of a dialog that does not exist', sources.update, async (world) => {
    const id = newId();
    refused(await world.owner.put(`/dialogs/${id}`, update()), 404, isNowhere(id));
  }),
  check('answers 400 for an id that is no UUID', sources.updateEndpoint, async (world) => {
    refused(await world.owner.put('/dialogs/abc', update()), 400, ['dialogId']);
  }),
  check('finds dialogs of a party, and says whether there are more', sources.search, async (world) => {
    await world.make();
    await world.make();
    const { party } = world.platform;
    const answer = await world.owner.get('/dialogs', { query: { party, limit: '1' } });
    agrees(answer, {
      status: 200,
      body: { items: [{ party, revision: uuid }], hasNextPage: true, continuationToken: someText },
    });
  }),
  check('refuses to list more than 1000 dialogs', sources.searchRules, async (world) => {
    const answer = await world.owner.get('/dialogs', { query: { limit: '5000' } });
    refused(answer, 400, ['limit']);
  }),
];
