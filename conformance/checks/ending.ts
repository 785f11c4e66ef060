import { agrees, done, refused, someText } from '../agreement.js';
import type { Answer } from '../caller.js';
import { type Check, check } from '../check.js';
import type { Need } from '../needs.js';
import { activity, newId, transmission, update } from '../samples.js';
import { sources } from '../sources.js';
import type { World } from '../world.js';

const isRemoved = (id: string) => ({
  DialogEntity: `is removed: (${id})`,
});
const isNowhere = (id: string) => ({
  DialogEntity: `was not found: (${id})`,
});

type Request = (world: World, id: string) => Promise<Answer>;

const put: Request = ({ owner }, id) => owner.put(`/dialogs/${id}`, update());
const remove: Request = ({ owner }, id) => owner.delete(`/dialogs/${id}`);
const restore: Request = ({ owner }, id) => owner.post(`/dialogs/${id}/actions/restore`);
const purge: Request = ({ owner }, id) => owner.post(`/dialogs/${id}/actions/purge`);
const get: Request = ({ owner }, id) => owner.get(`/dialogs/${id}`);

const afterDeletion: readonly [what: string, source: string, request: Request, ...needs: Need[]][] = [
  ['a second deletion', sources.remove, remove],
  ['a PUT', sources.update, put],
  [
    'a PUT from another revision',
    sources.update,
    ({ owner }, id) => owner.put(`/dialogs/${id}`, update(), { headers: { 'if-match': newId() } }),
  ],
  [
    'a new transmission',
    sources.createTransmission,
    ({ owner }, id) => owner.post(`/dialogs/${id}/transmissions`, transmission()),
  ],
  [
    'a new activity',
    sources.createActivity,
    ({ owner }, id) => owner.post(`/dialogs/${id}/activities`, activity()),
    'scopes',
  ],
  [
    'its list of transmissions',
    sources.listTransmissions,
    ({ owner }, id) => owner.get(`/dialogs/${id}/transmissions`),
  ],
];

const afterPurge: readonly [what: string, source: string, request: Request][] = [
  ['reading', sources.getDialog, get],
  ['a PUT', sources.update, put],
  ['a deletion', sources.remove, remove],
  ['a restoring', sources.restore, restore],
  ['a second purge', sources.purge, purge],
];

export const ending: readonly Check[] = [
  check('deletes with 204, no body and the new revision', sources.remove, async (world) => {
    agrees(await remove(world, await world.make()), done);
  }),
  check('lets the service owner read a deleted dialog, with deletedAt', sources.getDialog, async (world) => {
    const id = await world.make();
    await world.remove(id);
    agrees(await world.read(id), { deletedAt: someText });
  }),
  ...afterDeletion.map(([what, source, request, ...needs]) =>
    check(
      `answers ${what} with 410 once the dialog is deleted`,
      source,
      async (world) => {
        const id = await world.make();
        await world.remove(id);
        refused(await request(world, id), 410, isRemoved(id));
      },
      ...needs,
    ),
  ),
  check('validates the body of a PUT before it looks at the dialog', sources.validatesFirst, async (world) => {
    const id = await world.make();
    await world.remove(id);
    const answer = await world.owner.put(`/dialogs/${id}`, update({ progress: 500 }));
    refused(answer, 400, ['dto.progress']);
  }),
  check('restores with 204 and the new revision', sources.restore, async (world) => {
    const id = await world.make();
    await world.remove(id);
    const answer = await restore(world, id);
    agrees(answer, done);
    agrees(await world.read(id), { deletedAt: undefined, revision: answer.etag });
  }),
  check('restores a dialog that is not deleted, and keeps its revision', sources.restore, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    agrees(await restore(world, id), { status: 204 });
    agrees(await world.read(id), { revision });
  }),
  check('lets a restored dialog be changed', sources.restore, async (world) => {
    const id = await world.make();
    await world.remove(id);
    await restore(world, id);
    agrees(await put(world, id), done);
  }),
  ...(
    [
      ['that is not deleted', false],
      ['that is deleted', true],
    ] as const
  ).map(([which, isDeleted]) =>
    check(`purges a dialog ${which} with 204`, sources.purge, async (world) => {
      const id = await world.make();
      if (isDeleted) await world.remove(id);
      agrees(await purge(world, id), { status: 204, body: undefined, etag: undefined });
    }),
  ),
  ...afterPurge.map(([what, source, request]) =>
    check(`answers ${what} with 404 once the dialog is purged`, source, async (world) => {
      const id = await world.make();
      await purge(world, id);
      refused(await request(world, id), 404, isNowhere(id));
    }),
  ),
  check(
    'lets only an administrator freeze a dialog',
    sources.freeze,
    async (world) => {
      const id = await world.make();
      const answer = await world.owner.post(`/dialogs/${id}/actions/freeze`);
      refused(answer, 403, ['Forbidden']);
    },
    'scopes',
  ),
];
