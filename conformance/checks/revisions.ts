import { agrees, done, otherThan, refused, refusedUnread } from '../agreement.js';
import type { Answer } from '../caller.js';
import { type Check, check } from '../check.js';
import { activity, content, newId, text, transmission, update } from '../samples.js';
import { sources } from '../sources.js';
import type { World } from '../world.js';

type Change = (world: World, id: string, headers: Readonly<Record<string, string>>) => Promise<Answer>;

/** Every change that may be bound to a revision, and what it answers when it is made. */
const changes: readonly [what: string, source: string, status: number, change: Change][] = [
  ['PUT', sources.update, 204, ({ owner }, id, headers) => owner.put(`/dialogs/${id}`, update(), { headers })],
  [
    'PATCH',
    sources.patch,
    204,
    ({ owner }, id, headers) =>
      owner.patch(`/dialogs/${id}`, [{ op: 'replace', path: '/progress', value: 7 }], { headers }),
  ],
  ['DELETE', sources.remove, 204, ({ owner }, id, headers) => owner.delete(`/dialogs/${id}`, { headers })],
  [
    'a new transmission',
    sources.createTransmission,
    201,
    ({ owner }, id, headers) => owner.post(`/dialogs/${id}/transmissions`, transmission(), { headers }),
  ],
  [
    'a new activity',
    sources.createActivity,
    201,
    ({ owner }, id, headers) => owner.post(`/dialogs/${id}/activities`, activity(), { headers }),
  ],
];

const malformed: readonly [what: string, of: (revision: string) => string][] = [
  ['in quotes', (revision) => `"${revision}"`],
  ['as a weak validator', (revision) => `W/"${revision}"`],
  ['that is a star', () => '*'],
  ['that is any text', () => 'garbage'],
];

export const revisions: readonly Check[] = [
  ...changes.flatMap(([what, source, status, change]) => [
    check(`makes ${what} from the present revision`, source, async (world) => {
      const id = await world.make();
      const { revision } = await world.read(id);
      agrees(await change(world, id, { 'if-match': revision }), { status, etag: otherThan(revision) });
    }),
    check(`refuses ${what} from another revision with 412, and without errors`, source, async (world) => {
      const id = await world.make();
      refused(await change(world, id, { 'if-match': newId() }), 412);
    }),
  ]),
  ...malformed.map(([what, of]) =>
    check(`refuses a revision ${what}`, sources.updateEndpoint, async (world) => {
      const id = await world.make();
      const given = of((await world.read(id)).revision);
      const answer = await world.owner.put(`/dialogs/${id}`, update(), { headers: { 'if-match': given } });
      refused(answer, 400, ['If-Match']);
    }),
  ),
  check('refuses a PATCH from a revision that is no UUID', sources.patch, async (world) => {
    const id = await world.make();
    const patch = [{ op: 'replace', path: '/progress', value: 7 }];
    const answer = await world.owner.patch(`/dialogs/${id}`, patch, { headers: { 'if-match': 'abc' } });
    refusedUnread(answer, ['If-Match']);
  }),
  check('refuses a restoring from another revision', sources.restore, async (world) => {
    const id = await world.make();
    await world.remove(id);
    refused(
      await world.owner.post(`/dialogs/${id}/actions/restore`, undefined, { headers: { 'if-match': newId() } }),
      412,
    );
  }),
  check('moves the revision with an activity', sources.createActivity, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    const { etag } = await world.owner.post(`/dialogs/${id}/activities`, activity());
    agrees(etag, otherThan(revision));
    agrees(await world.read(id), { revision: etag });
  }),
  check(
    'gives the revision when the dialog is read, and If-None-Match changes nothing',
    sources.getDialog,
    async (world) => {
      const id = await world.make();
      const { revision } = await world.read(id);
      const answer = await world.owner.get(`/dialogs/${id}`, { headers: { 'if-none-match': revision } });
      agrees(answer, { status: 200, etag: revision, body: { revision } });
    },
  ),
  check('moves the revision even when told to be silent', sources.update, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    const body = update({ content: content({ title: text('Silent') }) });
    const answer = await world.owner.put(`/dialogs/${id}`, body, { query: { isSilentUpdate: 'true' } });
    agrees(answer, { ...done, etag: otherThan(revision) });
  }),
];
