import { randomUUID } from 'node:crypto';
import { agrees, type Complaints, otherThan, refused, uuid, uuidV7 } from '../agreement.js';
import { type Check, check } from '../check.js';
import { activity, localized, newId, partyRepresentative, serviceOwner, transmission } from '../samples.js';
import { sources } from '../sources.js';
import type { World } from '../world.js';

type Fields = Readonly<Record<string, unknown>>;

const note = (world: World, id: string, fields: Fields = {}) =>
  world.owner.post(`/dialogs/${id}/activities`, activity(fields));

const types = [
  'DialogCreated',
  'DialogClosed',
  'DialogOpened',
  'DialogDeleted',
  'DialogRestored',
  'PaymentMade',
  'SignatureProvided',
  'SentToSigning',
  'SentToFormFill',
  'SentToSendIn',
  'SentToPayment',
  'FormSubmitted',
  'FormSaved',
];

const described = { description: localized('x') };

const invalid: readonly [what: string, source: string, fields: Fields, complaints: Complaints][] = [
  ['whose id is no UUIDv7', sources.activityRules, { id: randomUUID() }, ['activity.id']],
  ['of no type', sources.activityRules, { type: undefined }, ['activity.type']],
  ['of an unknown type', sources.json, { type: 'Foo' }, ['type']],
  ['Information without a description', sources.activityRules, { type: 'Information' }, ['activity.description']],
  [
    'of another type with a description',
    sources.activityRules,
    { type: 'DialogOpened', ...described },
    ['activity.description'],
  ],
  [
    'TransmissionOpened without a transmission',
    sources.activityRules,
    { type: 'TransmissionOpened' },
    ['activity.transmissionId'],
  ],
  [
    'of another type with a transmission',
    sources.activityRules,
    { type: 'DialogOpened', transmissionId: newId() },
    ['activity.transmissionId'],
  ],
  ['from the future', sources.activityRules, { createdAt: '2090-01-01T00:00:00Z' }, ['activity.createdAt']],
  [
    'by a service owner with a name',
    sources.actorRules,
    { performedBy: { ...serviceOwner, actorName: 'x' } },
    ['activity.performedBy'],
  ],
  [
    'by somebody with neither id nor name',
    sources.actorRules,
    { performedBy: { actorType: 'PartyRepresentative' } },
    ['activity.performedBy'],
  ],
  [
    'by somebody with both id and name',
    sources.actorRules,
    { performedBy: { ...partyRepresentative('urn:altinn:person:legacy-selfidentified:x'), actorName: 'x' } },
    ['activity.performedBy'],
  ],
  ...[
    'urn:altinn:person:identifier-no:12345678901',
    'urn:altinn:organization:identifier-no:1',
    'urn:altinn:person:idporten-email:not-an-email',
    'urn:altinn:person:idporten-email-user:ola@example.no',
    'urn:altinn:systemuser:uuid:38000000-0000-4000-8000-000000000001',
    'ola',
  ].map((actorId): (typeof invalid)[number] => [
    `by ${actorId}`,
    sources.partyRules,
    { performedBy: partyRepresentative(actorId) },
    ['activity.performedBy.actorId'],
  ]),
];

export const activities: readonly Check[] = [
  check('answers 201 with the bare id and the new revision', sources.createActivity, async (world) => {
    const id = await world.make();
    const { revision } = await world.read(id);
    const answer = await note(world, id);
    agrees(answer, { status: 201, contentType: 'application/json; charset=utf-8', body: uuidV7, etag: uuid });
    agrees(answer.etag, otherThan(revision));
    agrees((await world.read(id)).activities, [{ id: answer.body, type: 'FormSubmitted' }]);
  }),
  check('keeps the id that is given', sources.createActivity, async (world) => {
    const given = newId();
    agrees(await note(world, await world.make(), { id: given }), { status: 201, body: given });
  }),
  check('refuses an id that exists as existing already', sources.saving, async (world) => {
    const id = await world.make();
    const given = { id: newId() };
    await note(world, id, given);
    refused(await note(world, id, given), 422, ['DialogActivity']);
  }),
  ...types.map((type) =>
    check(`takes an activity of type ${type}`, sources.activityRules, async (world) => {
      agrees(await note(world, await world.make(), { type }), { status: 201 });
    }),
  ),
  check('takes Information with a description and an extended type', sources.activityRules, async (world) => {
    const id = await world.make();
    const given = { type: 'Information', extendedType: 'https://provider.example/kinds/1', ...described };
    agrees(await note(world, id, given), { status: 201 });
    agrees((await world.read(id)).activities, [given]);
  }),
  check('takes an activity from years ago', sources.activityRules, async (world) => {
    agrees(await note(world, await world.make(), { createdAt: '2020-01-01T00:00:00Z' }), { status: 201 });
  }),
  check(
    'takes the opening of a transmission, more than once, and shows it as opened',
    sources.createActivity,
    async (world) => {
      const sent = transmission({ id: newId() });
      const id = await world.make({ transmissions: [sent] });
      const opened = { type: 'TransmissionOpened', transmissionId: sent.id };
      agrees(await note(world, id, opened), { status: 201 });
      agrees(await note(world, id, opened), { status: 201 });
      agrees((await world.read(id)).transmissions, [{ id: sent.id, isOpened: true }]);
    },
  ),
  check('refuses the opening of a transmission that the dialog has not', sources.createActivity, async (world) => {
    const unknown = newId();
    const answer = await note(world, await world.make(), { type: 'TransmissionOpened', transmissionId: unknown });
    refused(answer, 422, ['Activity.TransmissionId']);
  }),
  ...invalid.map(([what, source, fields, complaints]) =>
    check(`refuses an activity ${what}`, source, async (world) => {
      refused(await note(world, await world.make(), fields), 400, complaints);
    }),
  ),
  check('refuses several activities at once', sources.json, async (world) => {
    const answer = await world.owner.post(`/dialogs/${await world.make()}/activities`, [activity()]);
    refused(answer, 400, ['SerializerErrors']);
  }),
  ...['CorrespondenceOpened', 'CorrespondenceConfirmed'].map((type) =>
    check(
      `refuses an activity of type ${type} without the scope for it`,
      sources.activityScopes,
      async (world) => {
        const answer = await note(world, await world.make(), { type });
        refused(answer, 403, { Forbidden: 'digdir:dialogporten.correspondence' });
      },
      'scopes',
    ),
  ),
  check('answers 404 for an activity that does not exist', sources.getActivity, async (world) => {
    const unknown = newId();
    const answer = await world.owner.get(`/dialogs/${await world.make()}/activities/${unknown}`);
    refused(answer, 404, { DialogActivity: `was not found: (${unknown})` });
  }),
  check('answers 404 to an activity for a dialog that does not exist', sources.createActivity, async (world) => {
    const id = newId();
    refused(await note(world, id), 404, { DialogEntity: `was not found: (${id})` });
  }),
];
