import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../../dialogs/history.js';
import { historyOf } from './licence-history.js';
import type { LicenceChange } from '../licence.js';

const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };
const party = 'urn:altinn:organization:identifier-no:310456799';
const restaurant: Actor = { actorType: 'PartyRepresentative', actorId: party };
const serviceOwner: Actor = { actorType: 'ServiceOwner' };

const every: readonly [LicenceChange, Actor, readonly string[]][] = [
  [{ type: 'confirm' }, somebody, ['Information']],
  [{ type: 'add-statement', statement: 'secret' }, somebody, ['Information']],
  [{ type: 'submit' }, somebody, ['FormSubmitted', 'application']],
  [{ type: 'sign' }, somebody, ['SignatureProvided']],
  [{ type: 'withdraw' }, somebody, ['DialogDeleted']],
  [{ type: 'delete' }, somebody, ['DialogDeleted']],
  [{ type: 'decide', granted: false, reason: 'secret' }, serviceOwner, ['DialogClosed', 'decision']],
];

describe('the history of a licence', () => {
  it.each(every)('has for %j by %j: %j', (change, actor, names) => {
    const entries = historyOf(change, actor, party);
    expect(
      entries.map((entry) => ('type' in entry ? entry.type : 'transmission' in entry && entry.transmission)),
    ).toEqual(names);
    for (const entry of entries) {
      if (entry.kind === 'activity') expect(entry.performedBy).toEqual(actor);
      else if (entry.kind === 'transmission')
        expect(entry.sender).toEqual(entry.transmission === 'application' ? restaurant : serviceOwner);
    }
  });

  it('speaks of a business as one, and not of a person so', () => {
    const saidOf = (urn: string) => JSON.stringify(historyOf({ type: 'confirm' }, somebody, urn));
    expect(saidOf(party)).toContain('Bekreftet at virksomheten vil søke om fornyelse');
    expect(saidOf('urn:altinn:person:identifier-no:21848510170')).not.toMatch(/virksomhet|verksemd|business/);
  });

  it.each(every)(
    'describes %j if and only if its type does not say what happened, in every language',
    (change, actor) => {
      for (const entry of historyOf(change, actor, party)) {
        if (entry.kind !== 'activity') continue;
        const languages = entry.description === undefined ? undefined : Object.keys(entry.description);
        expect(languages).toEqual(entry.type === 'Information' ? ['nb', 'nn', 'en'] : undefined);
      }
    },
  );

  it.each(every)('says nothing of what was written in %j', (change, actor) => {
    expect(JSON.stringify(historyOf(change, actor, party))).not.toContain('secret');
  });
});
