import { agrees, refused, someText, uuid } from '../agreement.js';
import { type Check, check } from '../check.js';
import {
  activity,
  attachment,
  content,
  embed,
  localized,
  minutesFromNow,
  newId,
  text,
  transmission,
} from '../samples.js';
import { sources } from '../sources.js';
import { aMomentLater } from '../world.js';

export const endUser: readonly Check[] = [
  check(
    'shows the dialog, with its revision as ETag',
    sources.endUserDto,
    async (world) => {
      const given = { content: content(), status: 'InProgress', attachments: [attachment()], activities: [activity()] };
      const id = await world.make({ ...given, transmissions: [transmission()] });
      const { revision } = await world.read(id);
      const { party, serviceResource } = world.platform;
      agrees(await world.as('user').get(`/dialogs/${id}`), {
        status: 200,
        etag: revision,
        body: {
          id,
          revision,
          party,
          serviceResource,
          ...given,
          transmissions: [{ isAuthorized: true, isOpened: false }],
          dialogToken: someText,
        },
      });
    },
    'user',
  ),
  check(
    'keeps from end users what is the service owner’s own',
    sources.endUserDto,
    async (world) => {
      const id = await world.make({
        idempotentKey: newId(),
        searchTags: [{ value: 'licence' }],
        serviceOwnerContext: { serviceOwnerLabels: [{ value: 'case-1' }] },
        transmissions: [transmission({ idempotentKey: 'key-1' })],
      });
      const dialog = await world.readAs('user', id);
      agrees(dialog, { idempotentKey: undefined, searchTags: undefined, serviceOwnerContext: undefined });
      agrees(dialog.transmissions, [{ idempotentKey: undefined }]);
    },
    'user',
  ),
  check(
    'keeps from end users who may read everything the title that is not sensitive',
    sources.endUserDto,
    async (world) => {
      const id = await world.make({ content: content({ nonSensitiveTitle: text('A letter') }) });
      agrees(await world.readAs('user', id), { content: { nonSensitiveTitle: undefined } });
    },
    'user',
  ),
  check(
    'says which embed the user may read, and where it is',
    sources.endUserGet,
    async (world) => {
      const id = await world.make({
        content: content({ mainContentReference: embed('https://provider.example/main') }),
      });
      agrees(await world.readAs('user', id), {
        content: { mainContentReference: { isAuthorized: true, value: localized('https://provider.example/main') } },
      });
    },
    'user',
  ),
  check(
    'notes that the user has seen the dialog, for user and service owner',
    sources.endUserGet,
    async (world) => {
      const id = await world.make();
      const seen = { seenBy: { actorType: 'PartyRepresentative', actorName: someText } };
      agrees(await world.readAs('user', id), {
        seenSinceLastUpdate: [{ ...seen, isCurrentEndUser: true, isViaServiceOwner: false }],
        isContentSeen: true,
      });
      agrees(await world.read(id), { seenSinceLastUpdate: [seen], isContentSeen: true });
    },
    'user',
  ),
  check(
    'takes the content for unseen again once it has changed',
    sources.endUserGet,
    async (world) => {
      const id = await world.make();
      await world.readAs('user', id);
      await aMomentLater();
      await world.replace(id, { status: 'InProgress', content: content({ title: text('New') }) });
      agrees(await world.read(id), { seenSinceLastUpdate: [], isContentSeen: false });
    },
    'user',
  ),
  check(
    'shows one transmission by itself, with nothing but what the user may read',
    sources.endUserTransmission,
    async (world) => {
      const given = transmission({ id: newId(), content: content({ contentReference: embed() }) });
      const id = await world.make({ transmissions: [given] });
      const answer = await world.as('user').get(`/dialogs/${id}/transmissions/${given.id}`);
      agrees(answer, { status: 200, body: { ...given, isAuthorized: true } });
    },
    'user',
  ),
  check(
    'answers a stranger with 403 for any dialog',
    sources.endUserGet,
    async (world) => {
      refused(await world.as('stranger').get(`/dialogs/${await world.make()}`), 403, ['Forbidden']);
    },
    'stranger',
    'decisions',
  ),
  check(
    'answers a stranger with 403 even when the dialog is deleted',
    sources.endUserGet,
    async (world) => {
      const id = await world.make();
      await world.remove(id);
      refused(await world.as('stranger').get(`/dialogs/${id}`), 403, ['Forbidden']);
    },
    'stranger',
    'decisions',
  ),
  check(
    'answers a user whose authentication level is too low with 403 and the reason',
    sources.endUserGet,
    async (world) => {
      const answer = await world.as('weak user').get(`/dialogs/${await world.make()}`);
      refused(answer, 403, { Forbidden: 'authentication level too low' });
    },
    'weak user',
    'decisions',
  ),
  check(
    'answers 404 for a dialog that does not exist',
    sources.endUserGet,
    async (world) => {
      const id = newId();
      refused(await world.as('user').get(`/dialogs/${id}`), 404, { DialogEntity: `was not found: (${id})` });
    },
    'user',
  ),
  check(
    'answers 404 for a purged dialog',
    sources.purge,
    async (world) => {
      const id = await world.make();
      await world.owner.post(`/dialogs/${id}/actions/purge`);
      refused(await world.as('user').get(`/dialogs/${id}`), 404, { DialogEntity: `was not found: (${id})` });
    },
    'user',
  ),
  check(
    'answers 400 for an id that is no UUID',
    sources.endUserGet,
    async (world) => {
      refused(await world.as('user').get('/dialogs/abc'), 400, ['dialogId']);
    },
    'user',
  ),
  check(
    'answers 410 for a deleted dialog, and for its seen log',
    sources.endUserGet,
    async (world) => {
      const id = await world.make();
      await world.remove(id);
      const removed = { DialogEntity: `is removed: (${id})` };
      refused(await world.as('user').get(`/dialogs/${id}`), 410, removed);
      refused(await world.as('user').get(`/dialogs/${id}/seenlog`), 410, removed);
    },
    'user',
  ),
  check(
    'shows a restored dialog again',
    sources.restore,
    async (world) => {
      const id = await world.make();
      await world.remove(id);
      await world.owner.post(`/dialogs/${id}/actions/restore`);
      agrees(await world.readAs('user', id), { revision: uuid });
    },
    'user',
  ),
  check(
    'answers 404 with the day from which the dialog is visible',
    sources.endUserGet,
    async (world) => {
      const id = await world.make({ visibleFrom: minutesFromNow(60) });
      refused(await world.as('user').get(`/dialogs/${id}`), 404, { DialogEntity: 'not visible until 20' });
      agrees(await world.read(id), { id });
    },
    'user',
  ),
  check(
    'answers 404 with the day on which the dialog expired',
    sources.endUserGet,
    async (world) => {
      const id = await world.make({ expiresAt: minutesFromNow(-60) }, { isSilentUpdate: 'true' });
      refused(await world.as('user').get(`/dialogs/${id}`), 404, { DialogEntity: 'expired at 20' });
      agrees(await world.read(id), { id });
    },
    'user',
  ),
];
