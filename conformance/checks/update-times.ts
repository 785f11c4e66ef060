import { agrees, instant, otherThan } from '../agreement.js';
import { type Check, check } from '../check.js';
import { activity, apiAction, attachment, content, guiAction, text, transmission, update } from '../samples.js';
import { sources } from '../sources.js';
import { aMomentLater, type World } from '../world.js';

/** Changes that an end user is told of. */
const ofContent: readonly [what: string, fields: Readonly<Record<string, unknown>>][] = [
  ['a text', { content: content({ title: text('Other') }) }],
  ['the status', { status: 'Draft' }],
  ['the extended status', { extendedStatus: 'other' }],
  ['the GUI actions', { guiActions: [guiAction()] }],
  ['the API actions', { apiActions: [apiAction()] }],
  ['the attachments', { attachments: [attachment()] }],
  ['a transmission', { transmissions: [transmission()] }],
];

const beside: readonly [what: string, fields: Readonly<Record<string, unknown>>][] = [
  ['progress', { progress: 50 }],
  ['the external reference', { externalReference: 'case-2' }],
  ['the due date', { dueAt: '2040-01-01T00:00:00Z' }],
  ['the process', { process: 'urn:conformance:process' }],
  ['the search tags', { searchTags: [{ value: 'licence' }] }],
  ['whether it is for APIs only', { isApiOnly: true }],
  ['an activity', { activities: [activity()] }],
];

const withoutTrace: readonly [what: string, source: string, change: (world: World, id: string) => Promise<unknown>][] =
  [
    ['a deletion', sources.remove, ({ owner }, id) => owner.delete(`/dialogs/${id}`)],
    [
      'a restoring',
      sources.restore,
      async ({ owner }, id) => {
        await owner.delete(`/dialogs/${id}`);
        await owner.post(`/dialogs/${id}/actions/restore`);
      },
    ],
    [
      'a silent PUT',
      sources.update,
      ({ owner }, id) =>
        owner.put(`/dialogs/${id}`, update({ status: 'Draft' }), { query: { isSilentUpdate: 'true' } }),
    ],
    [
      'a label of the service owner',
      sources.dialog,
      ({ owner }, id) => owner.post(`/dialogs/${id}/context/labels`, { value: 'case-1' }),
    ],
  ];

export const updateTimes: readonly Check[] = [
  ...ofContent.map(([what, fields]) =>
    check(`moves updatedAt and contentUpdatedAt with ${what}`, sources.dialog, async (world) => {
      const { id, updatedAt, contentUpdatedAt } = await madeEarlier(world);
      await world.replace(id, update(fields));
      agrees(await world.read(id), { updatedAt: otherThan(updatedAt), contentUpdatedAt: otherThan(contentUpdatedAt) });
    }),
  ),
  ...beside.map(([what, fields]) =>
    check(`moves updatedAt, but not contentUpdatedAt, with ${what}`, sources.dialog, async (world) => {
      const { id, updatedAt, contentUpdatedAt } = await madeEarlier(world);
      await world.replace(id, update(fields));
      agrees(await world.read(id), { updatedAt: otherThan(updatedAt), contentUpdatedAt: instant(contentUpdatedAt) });
    }),
  ),
  check('moves updatedAt and contentUpdatedAt with a new transmission', sources.createTransmission, async (world) => {
    const { id, updatedAt, contentUpdatedAt } = await madeEarlier(world);
    await world.owner.post(`/dialogs/${id}/transmissions`, transmission());
    agrees(await world.read(id), { updatedAt: otherThan(updatedAt), contentUpdatedAt: otherThan(contentUpdatedAt) });
  }),
  check('moves updatedAt, but not contentUpdatedAt, with a new activity', sources.createActivity, async (world) => {
    const { id, updatedAt, contentUpdatedAt } = await madeEarlier(world);
    await world.owner.post(`/dialogs/${id}/activities`, activity());
    agrees(await world.read(id), { updatedAt: otherThan(updatedAt), contentUpdatedAt: instant(contentUpdatedAt) });
  }),
  ...withoutTrace.map(([what, source, change]) =>
    check(`moves neither with ${what}`, source, async (world) => {
      const { id, updatedAt, contentUpdatedAt } = await madeEarlier(world);
      await change(world, id);
      agrees(await world.read(id), { updatedAt: instant(updatedAt), contentUpdatedAt: instant(contentUpdatedAt) });
    }),
  ),
  check(
    'moves neither when an end user sees it',
    sources.endUserGet,
    async (world) => {
      const { id, updatedAt, contentUpdatedAt, revision } = await madeEarlier(world);
      await world.readAs('user', id);
      const unmoved = { revision, updatedAt: instant(updatedAt), contentUpdatedAt: instant(contentUpdatedAt) };
      agrees(await world.read(id), unmoved);
    },
    'user',
  ),
];

/** A dialog that was made before what comes next. */
async function madeEarlier(world: World) {
  const dialog = await world.read(await world.make({ status: 'InProgress' }));
  await aMomentLater();
  return dialog;
}
