import { randomUUID } from 'node:crypto';
import {
  agrees,
  type Complaints,
  including,
  otherThan,
  refused,
  refusedWithoutBody,
  uuid,
  uuidV7,
} from '../agreement.js';
import { type Check, check } from '../check.js';
import { fullTransmission, newId, partyRepresentative, text, transmission } from '../samples.js';
import { sources } from '../sources.js';
import type { World } from '../world.js';

const send = (world: World, id: string, fields: Readonly<Record<string, unknown>> = {}) =>
  world.owner.post(`/dialogs/${id}/transmissions`, transmission(fields));

const types = ['Information', 'Acceptance', 'Rejection', 'Request', 'Alert', 'Decision', 'Submission', 'Correction'];

const invalid: readonly [
  what: string,
  source: string,
  fields: Readonly<Record<string, unknown>>,
  complaints: Complaints,
][] = [
  ['whose id is no UUIDv7', sources.transmissionRules, { id: randomUUID() }, ['transmissions[0].id']],
  ['without content', sources.transmissionRules, { content: undefined }, ['transmissions[0].content']],
  [
    'without a title',
    sources.transmissionContentRules,
    { content: { summary: text('x') } },
    ['transmissions[0].content'],
  ],
  ['without a sender', sources.transmissionRules, { sender: undefined }, ['transmissions[0].sender']],
  ['of an unknown type', sources.json, { type: 'Foo' }, ['type']],
  [
    'with an idempotent key of 2 characters',
    sources.transmissionRules,
    { idempotentKey: 'k1' },
    ['transmissions[0].idempotentKey'],
  ],
];

export const transmissions: readonly Check[] = [
  check('answers 201 with the bare id and the new revision', sources.createTransmission, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    const answer = await send(world, id);
    agrees(answer, { status: 201, contentType: 'application/json; charset=utf-8', body: uuidV7, etag: uuid });
    agrees(answer.etag, otherThan(revision));
    agrees((await world.read(id)).transmissions, [{ id: answer.body, isOpened: false }]);
  }),
  check('keeps the id that is given', sources.createTransmission, async (world) => {
    const given = newId();
    agrees(await send(world, await world.make(), { id: given }), { status: 201, body: given });
  }),
  ...types.map((type) =>
    check(`takes a transmission of type ${type}`, sources.createTransmission, async (world) => {
      agrees(await send(world, await world.make(), { type }), { status: 201 });
    }),
  ),
  check('takes a transmission without a summary', sources.transmissionContentRules, async (world) => {
    agrees(await send(world, await world.make(), { content: { title: text('x') } }), { status: 201 });
  }),
  check('shows a transmission as it was given', sources.getTransmission, async (world) => {
    const id = await world.make();
    const given = fullTransmission({ externalReference: 'letter-1', extendedType: 'urn:conformance:letter' });
    const { body } = await send(world, id, given);
    agrees(await world.owner.get(`/dialogs/${id}/transmissions/${body}`), {
      status: 200,
      body: { id: body, ...given },
    });
  }),
  check('lists all transmissions', sources.listTransmissions, async (world) => {
    const id = await world.make({ transmissions: [transmission()] });
    const { body } = await send(world, id);
    const answer = await world.owner.get(`/dialogs/${id}/transmissions`);
    agrees(answer, { status: 200, body: including({ id: body }) });
    agrees((answer.body as unknown[]).length, 2);
  }),
  check('refuses an id that exists', sources.saving, async (world) => {
    const id = await world.make();
    const given = { id: newId() };
    await send(world, id, given);
    refused(await send(world, id, given), 422, ['DialogTransmission']);
  }),
  check('refuses an idempotent key that the dialog has', sources.createTransmission, async (world) => {
    const id = await world.make();
    agrees(await send(world, id, { idempotentKey: 'key-1' }), { status: 201 });
    refused(await send(world, id, { idempotentKey: 'key-1' }), 409, { IdempotentKey: "'key-1'" });
  }),
  check('takes the same idempotent key in another dialog', sources.createTransmission, async (world) => {
    await send(world, await world.make(), { idempotentKey: 'key-1' });
    agrees(await send(world, await world.make(), { idempotentKey: 'key-1' }), { status: 201 });
  }),
  check('takes an answer to an earlier transmission', sources.transmissionHierarchy, async (world) => {
    const id = await world.make();
    const { body } = await send(world, id);
    agrees(await send(world, id, { relatedTransmissionId: body }), { status: 201 });
  }),
  check('refuses an answer to a transmission that does not exist', sources.transmissionHierarchy, async (world) => {
    const unknown = newId();
    const answer = await send(world, await world.make(), { relatedTransmissionId: unknown });
    refused(answer, 422, ['Transmissions']);
  }),
  ...invalid.map(([what, source, fields, complaints]) =>
    check(`refuses a transmission ${what}`, source, async (world) => {
      refused(await send(world, await world.make(), fields), 400, complaints);
    }),
  ),
  check('answers 404 for a transmission that does not exist', sources.getTransmission, async (world) => {
    const unknown = newId();
    const answer = await world.owner.get(`/dialogs/${await world.make()}/transmissions/${unknown}`);
    refused(answer, 404, { DialogTransmission: `was not found: (${unknown})` });
  }),
  check('answers 404 to a transmission for a dialog that does not exist', sources.createTransmission, async (world) => {
    const id = newId();
    refused(await send(world, id), 404, { DialogEntity: `was not found: (${id})` });
  }),
  check('marks the dialog as having unopened content', sources.transmissionAppender, async (world) => {
    const id = await world.make();
    await send(world, id);
    agrees(await world.read(id), { hasUnopenedContent: true, fromServiceOwnerTransmissionsCount: 1 });
  }),
  check(
    'labels the dialog Sent once the party has sent something',
    sources.transmissionAppender,
    async (world) => {
      const id = await world.make();
      const sender = partyRepresentative(world.name('known actor'));
      agrees(await send(world, id, { type: 'Submission', sender }), { status: 201 });
      agrees(await world.read(id), {
        fromPartyTransmissionsCount: 1,
        endUserContext: { systemLabels: including('Sent') },
      });
    },
    'known actor',
  ),
  check(
    'refuses to change a transmission without the scope for it',
    sources.updateTransmission,
    async (world) => {
      const given = transmission({ id: newId() });
      const id = await world.make({ transmissions: [given] });
      refusedWithoutBody(await world.owner.put(`/dialogs/${id}/transmissions/${given.id}`, given), 403);
    },
    'scopes',
  ),
];
