import { agrees, done } from '../agreement.js';
import { type Check, check } from '../check.js';
import { activity, transmission, update } from '../samples.js';
import { sources } from '../sources.js';
import type { World } from '../world.js';

/** Puts the dialog into the bin, as an end user. */
async function bin(world: World, id: string): Promise<void> {
  const answer = await world.as('user').put(`/dialogs/${id}/context/systemlabels`, { addLabels: ['Bin'] });
  agrees(answer, { status: 204, body: undefined });
}

const labelled = (label: string) => ({ systemLabel: label, endUserContext: { systemLabels: [label] } });

export const labels: readonly Check[] = [
  check('labels a new dialog Default', sources.create, async (world) => {
    agrees(await world.read(await world.make()), labelled('Default'));
  }),
  check(
    'shows the service owner that the user put the dialog into the bin, and the revision stays',
    sources.setSystemLabel,
    async (world) => {
      const id = await world.make();
      const { revision } = await world.read(id);
      await bin(world, id);
      agrees(await world.read(id), { revision, ...labelled('Bin') });
    },
    'user',
  ),
  check(
    'takes the dialog out of the bin when its service owner changes it',
    sources.systemLabels,
    async (world) => {
      const id = await world.make({ status: 'InProgress' });
      await bin(world, id);
      agrees(await world.owner.put(`/dialogs/${id}`, update({ progress: 50 })), done);
      agrees(await world.read(id), labelled('Default'));
    },
    'user',
  ),
  check(
    'leaves the dialog in the bin when its service owner changes it silently',
    sources.update,
    async (world) => {
      const id = await world.make({ status: 'InProgress' });
      await bin(world, id);
      agrees(
        await world.owner.put(`/dialogs/${id}`, update({ progress: 50 }), { query: { isSilentUpdate: 'true' } }),
        done,
      );
      agrees(await world.read(id), labelled('Bin'));
    },
    'user',
  ),
  ...(
    [
      ['transmission', sources.createTransmission, 'transmissions', transmission()],
      ['activity', sources.createActivity, 'activities', activity()],
    ] as const
  ).flatMap(([what, source, kind, given]) => [
    check(
      `takes the dialog out of the bin with a new ${what}`,
      source,
      async (world) => {
        const id = await world.make();
        await bin(world, id);
        agrees(await world.owner.post(`/dialogs/${id}/${kind}`, given), { status: 201 });
        agrees(await world.read(id), labelled('Default'));
      },
      'user',
    ),
    check(
      `leaves the dialog in the bin with a new ${what} that is silent`,
      source,
      async (world) => {
        const id = await world.make();
        await bin(world, id);
        const answer = await world.owner.post(`/dialogs/${id}/${kind}`, given, { query: { isSilentUpdate: 'true' } });
        agrees(answer, { status: 201 });
        agrees(await world.read(id), labelled('Bin'));
      },
      'user',
    ),
  ]),
  check('lets the service owner add a label of its own, and the revision stays', sources.dialog, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    agrees(await world.owner.post(`/dialogs/${id}/context/labels`, { value: 'case-1' }), {
      status: 204,
      body: undefined,
    });
    agrees(await world.read(id), { revision, serviceOwnerContext: { serviceOwnerLabels: [{ value: 'case-1' }] } });
  }),
];
