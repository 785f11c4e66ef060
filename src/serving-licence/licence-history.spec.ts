import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../dialogs/history.js';
import { historyOf } from './licence-history.js';
import type { LicenceChange } from './licence.js';

const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };
const serviceOwner: Actor = { actorType: 'ServiceOwner' };

const every: readonly [LicenceChange, Actor, readonly string[]][] = [
  [{ type: 'confirm' }, somebody, ['Information']],
  [{ type: 'state', statement: 'secret' }, somebody, ['Information']],
  [{ type: 'submit' }, somebody, ['FormSubmitted', 'receipt']],
  [{ type: 'sign' }, somebody, ['SignatureProvided']],
  [{ type: 'withdraw' }, somebody, ['DialogDeleted']],
  [{ type: 'delete' }, somebody, ['DialogDeleted']],
  [{ type: 'decide', granted: false, reason: 'secret' }, serviceOwner, ['DialogClosed', 'decision']],
];

describe('the history of a licence', () => {
  it.each(every)('has for %j by %j: %j', (change, actor, names) => {
    const entries = historyOf(change, actor);
    expect(entries.map((entry) => (entry.kind === 'activity' ? entry.type : entry.transmission))).toEqual(names);
    for (const entry of entries)
      expect(entry.kind === 'activity' ? entry.performedBy : entry.sender).toEqual(
        entry.kind === 'activity' ? actor : serviceOwner,
      );
  });

  it.each(every)(
    'describes %j if and only if its type does not say what happened, in every language',
    (change, actor) => {
      for (const entry of historyOf(change, actor)) {
        if (entry.kind !== 'activity') continue;
        const languages = entry.description === undefined ? undefined : Object.keys(entry.description);
        expect(languages).toEqual(entry.type === 'Information' ? ['nb', 'nn', 'en'] : undefined);
      }
    },
  );

  it.each(every)('says nothing of what was written in %j', (change, actor) => {
    expect(JSON.stringify(historyOf(change, actor))).not.toContain('secret');
  });
});
