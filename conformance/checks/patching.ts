import { agrees, done, otherThan, patchRefused, refused, refusedUnread } from '../agreement.js';
import { type Check, check } from '../check.js';
import { activity, guiAction, newId, transmission } from '../samples.js';
import { sources } from '../sources.js';

type Operation = Readonly<Record<string, unknown>>;

const replaceProgress = (value: unknown): Operation => ({ op: 'replace', path: '/progress', value });

/** Patches that cannot be applied to a dialog with one GUI action. */
const inapplicable: readonly [what: string, operation: Operation][] = [
  ['a path that does not exist', { op: 'add', path: '/inventedHere', value: 1 }],
  ['an unknown member of an action', { op: 'add', path: '/guiActions/0/inventedHere', value: 1 }],
  ['what a PUT cannot change either', { op: 'replace', path: '/party', value: 'x' }],
  ['a test that fails', { op: 'test', path: '/progress', value: 99 }],
  ['a test that fails further in', { op: 'test', path: '/guiActions/0/action', value: 'sign' }],
  ['an unknown operation', { op: 'blah', path: '/progress', value: 5 }],
  ['an index outside of a list', { op: 'remove', path: '/guiActions/9' }],
  [
    'a transmission that is there, since none can be changed',
    { op: 'replace', path: '/transmissions/0/type', value: 'Alert' },
  ],
  ['a value of another type', replaceProgress('abc')],
  ['a status that it does not know', { op: 'replace', path: '/status', value: 'Open' }],
];

export const patching: readonly Check[] = [
  ...['application/json-patch+json', 'application/json'].map((contentType) =>
    check(`takes a patch as ${contentType}`, sources.patch, async (world) => {
      const id = await world.make();
      const { revision } = await world.read(id);
      const headers = { 'content-type': contentType };
      const answer = await world.owner.patch(`/dialogs/${id}`, [replaceProgress(5)], { headers });
      agrees(answer, { ...done, etag: otherThan(revision) });
      agrees(await world.read(id), { progress: 5, revision: answer.etag });
    }),
  ),
  check('keeps what the patch does not mention', sources.patch, async (world) => {
    const id = await world.make({
      externalReference: 'case-1',
      guiActions: [guiAction()],
      transmissions: [transmission()],
    });
    const { guiActions, transmissions } = await world.read(id);
    await world.owner.patch(`/dialogs/${id}`, [replaceProgress(5)]);
    agrees(await world.read(id), {
      externalReference: 'case-1',
      guiActions: [{ id: guiActions[0]?.id }],
      transmissions: [{ id: transmissions[0]?.id }],
    });
  }),
  check('sees what its own earlier operations did', sources.jsonPatch, async (world) => {
    const id = await world.make();
    const patch = [replaceProgress(5), { op: 'test', path: '/progress', value: 5 }];
    agrees(await world.owner.patch(`/dialogs/${id}`, patch), done);
  }),
  check('keeps the revision when the patch is empty', sources.patch, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    agrees(await world.owner.patch(`/dialogs/${id}`, []), { ...done, etag: revision });
  }),
  check('ignores a property that it does not know inside a value', sources.jsonPatch, async (world) => {
    const id = await world.make();
    const value = guiAction({ inventedHere: 1 });
    agrees(await world.owner.patch(`/dialogs/${id}`, [{ op: 'add', path: '/guiActions/-', value }]), done);
  }),
  ...['New', 'Sent'].map((status) =>
    check(`takes the status ${status}`, sources.statusInput, async (world) => {
      const id = await world.make();
      agrees(await world.owner.patch(`/dialogs/${id}`, [{ op: 'replace', path: '/status', value: status }]), done);
    }),
  ),
  ...(
    [
      ['transmissions', transmission()],
      ['activities', activity()],
    ] as const
  ).map(([kind, value]) =>
    check(`appends to ${kind}`, sources.patch, async (world) => {
      const id = await world.make({ [kind]: [value] });
      agrees(await world.owner.patch(`/dialogs/${id}`, [{ op: 'add', path: `/${kind}/-`, value }]), done);
      agrees((await world.read(id))[kind].length, 2);
    }),
  ),
  ...inapplicable.map(([what, operation]) =>
    check(`refuses ${what} with a bare object, no problem details`, sources.patch, async (world) => {
      const id = await world.make({ guiActions: [guiAction()], transmissions: [transmission()] });
      patchRefused(await world.owner.patch(`/dialogs/${id}`, [operation]));
    }),
  ),
  check('changes nothing when one operation fails', sources.patch, async (world) => {
    const id = await world.make({ progress: 1 });
    const { revision } = await world.read(id);
    const patch = [replaceProgress(5), { op: 'test', path: '/progress', value: 6 }];
    agrees(await world.owner.patch(`/dialogs/${id}`, patch), { status: 400 });
    agrees(await world.read(id), { revision, progress: 1 });
  }),
  check('refuses what is no list of operations', sources.jsonPatch, async (world) => {
    const id = await world.make();
    refusedUnread(await world.owner.patch(`/dialogs/${id}`, { progress: 5 }), ['', 'patchDocument']);
  }),
  check('validates the patched dialog like a PUT', sources.updateRules, async (world) => {
    const id = await world.make();
    const answer = await world.owner.patch(`/dialogs/${id}`, [replaceProgress(500)]);
    refused(answer, 400, ['dto.progress']);
  }),
  check('counts the actions that are there already', sources.updateRules, async (world) => {
    const id = await world.make({ guiActions: [guiAction()] });
    const answer = await world.owner.patch(`/dialogs/${id}`, [
      { op: 'add', path: '/guiActions/-', value: guiAction() },
    ]);
    refused(answer, 400, ['dto.guiActions']);
  }),
  check('answers 404 for a dialog that does not exist', sources.patch, async (world) => {
    const id = newId();
    const answer = await world.owner.patch(`/dialogs/${id}`, [replaceProgress(5)]);
    refused(answer, 404, { DialogEntity: `was not found: (${id})` });
  }),
  check('answers 410 for a deleted dialog', sources.update, async (world) => {
    const id = await world.make();
    await world.remove(id);
    const answer = await world.owner.patch(`/dialogs/${id}`, [replaceProgress(5)]);
    refused(answer, 410, { DialogEntity: `is removed: (${id})` });
  }),
];
