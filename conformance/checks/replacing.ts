import { randomUUID } from 'node:crypto';
import { agrees, done, including, otherThan, refused } from '../agreement.js';
import { type Check, check } from '../check.js';
import {
  activity,
  apiAction,
  attachment,
  content,
  guiAction,
  localized,
  minutesFromNow,
  newId,
  text,
  transmission,
  update,
} from '../samples.js';
import { sources } from '../sources.js';

const silently = { isSilentUpdate: 'true' };

/** Fields that a PUT clears when it leaves them out, and the value that is left. */
const cleared: readonly [field: string, given: unknown, left: unknown][] = [
  ['progress', 10, undefined],
  ['extendedStatus', 'waiting', undefined],
  ['externalReference', 'case-1', undefined],
  ['dueAt', '2040-01-01T00:00:00Z', undefined],
  ['searchTags', [{ value: 'licence' }], []],
  ['attachments', [attachment()], []],
  ['guiActions', [guiAction()], []],
  ['apiActions', [apiAction()], []],
];

export const replacing: readonly Check[] = [
  check('answers 204 without a body, and with the new revision as ETag', sources.updateEndpoint, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    const answer = await world.owner.put(`/dialogs/${id}`, update());
    agrees(answer, { ...done, etag: otherThan(revision) });
    agrees(await world.read(id), { revision: answer.etag, status: 'InProgress' });
  }),
  check('ignores a property that it does not know', sources.json, async (world) => {
    const id = await world.make();
    agrees(await world.owner.put(`/dialogs/${id}`, update({ inventedHere: 1 })), done);
  }),
  check('refuses a body without a status', sources.updateRules, async (world) => {
    const id = await world.make();
    const answer = await world.owner.put(`/dialogs/${id}`, { content: content() });
    refused(answer, 400, ['dto.status']);
  }),
  ...[null, 'Open'].map((status) =>
    check(`refuses the status ${status}`, sources.statusInput, async (world) => {
      const id = await world.make();
      const answer = await world.owner.put(`/dialogs/${id}`, update({ status }));
      refused(answer, 400, ['status']);
    }),
  ),
  check('keeps the revision when nothing changes', sources.update, async (world) => {
    const fields = {
      progress: 1,
      extendedStatus: 'waiting',
      externalReference: 'case-1',
      dueAt: '2040-01-01T00:00:00Z',
    };
    const id = await world.make({ status: 'InProgress', ...fields });
    const { revision } = await world.read(id);
    agrees(await world.owner.put(`/dialogs/${id}`, update(fields)), { ...done, etag: revision });
  }),
  ...cleared.map(([field, given, left]) =>
    check(`clears ${field} when it is left out`, sources.update, async (world) => {
      const id = await world.make({ [field]: given });
      await world.replace(id, update());
      agrees(await world.read(id), { [field]: left });
    }),
  ),
  check('keeps transmissions and activities that are left out', sources.update, async (world) => {
    const id = await world.make({ transmissions: [transmission()], activities: [activity()] });
    const { transmissions, activities } = await world.read(id);
    await world.replace(id, update());
    agrees(await world.read(id), {
      transmissions: [{ id: transmissions[0]?.id }],
      activities: [{ id: activities[0]?.id }],
    });
  }),
  check('keeps the labels of the service owner', sources.update, async (world) => {
    const serviceOwnerLabels = [{ value: 'case-1' }];
    const id = await world.make({ serviceOwnerContext: { serviceOwnerLabels } });
    await world.replace(id, update());
    agrees(await world.read(id), { serviceOwnerContext: { serviceOwnerLabels } });
  }),
  check('appends the transmissions and activities that are given', sources.update, async (world) => {
    const id = await world.make({ transmissions: [transmission()], activities: [activity()] });
    const added = { transmissions: [transmission({ id: newId() })], activities: [activity({ id: newId() })] };
    await world.replace(id, update(added));
    const { transmissions, activities } = await world.read(id);
    agrees([transmissions.length, activities.length], [2, 2]);
    agrees(transmissions, including({ id: added.transmissions[0]?.id }));
    agrees(activities, including({ id: added.activities[0]?.id }));
  }),
  check('refuses a transmission that the dialog has as existing already', sources.domainFailures, async (world) => {
    const given = transmission({ id: newId() });
    const id = await world.make({ transmissions: [given] });
    const answer = await world.owner.put(`/dialogs/${id}`, update({ transmissions: [given] }));
    refused(answer, 422, { DialogTransmission: `already exists: (${given.id})` });
  }),
  check('refuses an activity that the dialog has as existing already', sources.domainFailures, async (world) => {
    const given = activity({ id: newId() });
    const id = await world.make({ activities: [given] });
    const answer = await world.owner.put(`/dialogs/${id}`, update({ activities: [given] }));
    refused(answer, 422, { DialogActivity: `already exists: (${given.id})` });
  }),
  check('matches GUI actions and attachments by their ids', sources.update, async (world) => {
    const id = await world.make({ guiActions: [guiAction()], attachments: [attachment()] });
    const { guiActions, attachments } = await world.read(id);
    const action = { id: guiActions[0]?.id, title: localized('Other') };
    const file = { id: attachments[0]?.id, displayName: localized('Other') };
    await world.replace(id, update({ guiActions: [guiAction(action)], attachments: [attachment(file)] }));
    agrees(await world.read(id), { guiActions: [action], attachments: [file] });
  }),
  ...(
    [
      ['UUIDv7', newId],
      ['UUIDv4', randomUUID],
    ] as const
  ).map(([kind, choose]) =>
    check(`creates a GUI action under an id that it does not know, a ${kind}`, sources.update, async (world) => {
      const id = await world.make();
      const chosen = choose();
      await world.replace(id, update({ guiActions: [guiAction({ id: chosen })] }));
      agrees(await world.read(id), { guiActions: [{ id: chosen }] });
    }),
  ),
  check('makes a GUI action without an id anew', sources.update, async (world) => {
    const id = await world.make({ status: 'InProgress', guiActions: [guiAction()] });
    const { guiActions, revision } = await world.read(id);
    await world.replace(id, update({ guiActions: [guiAction()] }));
    agrees(await world.read(id), { revision: otherThan(revision), guiActions: [{ id: otherThan(guiActions[0]?.id) }] });
  }),
  check('refuses the GUI action of another dialog', sources.saving, async (world) => {
    const taken = guiAction({ id: newId() });
    await world.make({ guiActions: [taken] });
    const id = await world.make();
    agrees(await world.owner.put(`/dialogs/${id}`, update({ guiActions: [taken] })), { status: 422 });
  }),
  check('takes a due date in the past that does not change', sources.update, async (world) => {
    const dueAt = minutesFromNow(-60);
    const id = await world.make({ dueAt }, silently);
    await world.replace(id, update({ dueAt }));
  }),
  check(
    'refuses a due date in the past that changes',
    sources.update,
    async (world) => {
      const id = await world.make({ dueAt: minutesFromNow(-60) }, silently);
      const answer = await world.owner.put(`/dialogs/${id}`, update({ dueAt: minutesFromNow(-30) }));
      refused(answer, 422, ['DueAt']);
    },
    'scopes',
  ),
  check('takes a due date away', sources.update, async (world) => {
    const id = await world.make({ dueAt: minutesFromNow(60) });
    await world.replace(id, update({ dueAt: null }));
    agrees(await world.read(id), { dueAt: undefined });
  }),
  check('takes an expiry in the past that does not change', sources.update, async (world) => {
    const expiresAt = minutesFromNow(-60);
    const id = await world.make({ expiresAt }, silently);
    await world.replace(id, update({ expiresAt }));
  }),
  check(
    'refuses to leave out an expiry that is set',
    sources.update,
    async (world) => {
      const id = await world.make({ expiresAt: minutesFromNow(60) });
      const answer = await world.owner.put(`/dialogs/${id}`, update());
      refused(answer, 422, ['ExpiresAt']);
    },
    'scopes',
  ),
  check('takes a text in place of the old', sources.update, async (world) => {
    const id = await world.make();
    await world.replace(id, update({ content: content({ title: text('New') }) }));
    agrees(await world.read(id), { content: { title: { value: [{ value: 'New' }] } } });
  }),
];
