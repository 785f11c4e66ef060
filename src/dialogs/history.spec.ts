import { describe, expect, it } from '@jest/globals';
import { type Actor, entriesOf, openedEntry, openingEntries } from './history.js';
import type { Change } from './licence.js';

const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };
const serviceOwner: Actor = { actorType: 'ServiceOwner' };

const every: readonly [Change, Actor, readonly string[]][] = [
  [{ type: 'confirm' }, somebody, ['Information']],
  [{ type: 'state', statement: 'secret' }, somebody, ['Information']],
  [{ type: 'submit' }, somebody, ['FormSubmitted', 'receipt']],
  [{ type: 'sign' }, somebody, ['SignatureProvided']],
  [{ type: 'delete' }, somebody, ['DialogDeleted']],
  [{ type: 'decide', granted: false, reason: 'secret' }, serviceOwner, ['DialogClosed', 'decision']],
];

describe('the history of a dialog', () => {
  it('begins with its creation, by the service owner', () => {
    expect(openingEntries).toEqual([{ kind: 'activity', type: 'DialogCreated', performedBy: serviceOwner }]);
  });

  it.each(every)('has for %j by %j: %j', (change, actor, names) => {
    const entries = entriesOf(change, actor);
    expect(entries.map((entry) => (entry.kind === 'activity' ? entry.type : entry.document))).toEqual(names);
    for (const entry of entries) expect(entry.kind === 'activity' ? entry.performedBy : entry.sender).toBe(actor);
  });

  it.each(every)(
    'describes %j if and only if its type does not say what happened, in every language',
    (change, actor) => {
      for (const entry of entriesOf(change, actor)) {
        if (entry.kind !== 'activity') continue;
        const languages = entry.description === undefined ? undefined : Object.keys(entry.description);
        expect(languages).toEqual(entry.type === 'Information' ? ['nb', 'nn', 'en'] : undefined);
      }
    },
  );

  it.each(every)('says nothing of what was written in %j', (change, actor) => {
    expect(JSON.stringify(entriesOf(change, actor))).not.toContain('secret');
  });

  it('names the transmission that was opened, and by whom', () => {
    expect(openedEntry('some-transmission', somebody)).toEqual({
      kind: 'activity',
      type: 'TransmissionOpened',
      performedBy: somebody,
      transmissionId: 'some-transmission',
    });
  });
});
