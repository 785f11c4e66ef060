import { describe, expect, it } from '@jest/globals';
import { type Actor, openedEntry, openingEntries, serviceOwner } from './history.js';

const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

describe('the history of a dialog', () => {
  it('begins with its creation, by the service owner', () => {
    const performedBy = { actorType: 'ServiceOwner' };
    expect(openingEntries(serviceOwner)).toEqual([{ kind: 'activity', type: 'DialogCreated', performedBy }]);
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
