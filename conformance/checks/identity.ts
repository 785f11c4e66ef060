import { randomUUID } from 'node:crypto';
import { agrees, refused } from '../agreement.js';
import { type Check, check } from '../check.js';
import { content, newId, text } from '../samples.js';
import { sources } from '../sources.js';

const otherContent = { content: content({ title: text('Another title') }) };

/** A key that has not been used. */
const newKey = () => `conformance-${randomUUID().slice(0, 18)}`;

const refusedIds: readonly [what: string, id: string][] = [
  ['is not a UUIDv7', 'fa7bb13a-aa0d-4823-b1f0-32c08b24f632'],
  ['is all zeroes', '00000000-0000-0000-0000-000000000000'],
  ['has its time in the future', '0fffffff-ffff-7000-8000-000000000001'],
];

export const identity: readonly Check[] = [
  ...(
    [
      ['with the same content', {}],
      ['with another content', otherContent],
    ] as const
  ).map(([how, fields]) =>
    check(`refuses an id that exists, ${how}, as existing already`, sources.saving, async (world) => {
      const id = await world.make({ id: newId() });
      const again = await world.offer({ id, ...fields });
      refused(again, 422, ['Dialog']);
    }),
  ),
  check('refuses the id of a deleted dialog as existing already', sources.saving, async (world) => {
    const id = await world.make({ id: newId() });
    await world.remove(id);
    const again = await world.offer({ id });
    refused(again, 422, ['Dialog']);
  }),
  ...refusedIds.map(([what, id]) =>
    check(`refuses an id that ${what}`, sources.idRules, async (world) => {
      refused(await world.offer({ id }), 400, ['dto.id']);
    }),
  ),
  ...(
    [
      ['with the same content', {}],
      ['with another content', otherContent],
    ] as const
  ).map(([how, fields]) =>
    check(
      `answers an idempotent key that was used, ${how}, with the dialog that has it`,
      sources.create,
      async (world) => {
        const idempotentKey = newKey();
        const id = await world.make({ idempotentKey });
        const again = await world.offer({ idempotentKey, ...fields });
        refused(again, 409, { IdempotentKey: `'${idempotentKey}' already exists with DialogId '${id}'` });
      },
    ),
  ),
  check('shows its service owner the idempotent key', sources.dialogDto, async (world) => {
    const idempotentKey = newKey();
    agrees(await world.read(await world.make({ idempotentKey })), { idempotentKey });
  }),
  check('takes an idempotent key of 36 characters', sources.createRules, async (world) => {
    await world.make({ idempotentKey: randomUUID() });
  }),
  check('refuses an idempotent key of 37 characters', sources.createRules, async (world) => {
    const answer = await world.offer({ idempotentKey: `${randomUUID()}x` });
    refused(answer, 400, ['dto.idempotentKey']);
  }),
];
