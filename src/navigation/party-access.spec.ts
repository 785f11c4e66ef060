import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { OwnPartyAccess } from './party-access.js';
import { Visitor } from './visitor.js';

const [me, other] = ['urn:altinn:person:identifier-no:14886498226', 'urn:altinn:organization:identifier-no:310456799'];

describe('OwnPartyAccess', () => {
  it('lets everybody do what they like with their own dialogs, and with nobody else’s', async () => {
    const access = new OwnPartyAccess();
    const visitor = new Visitor(me!, 3, 3);
    expect([await access.may(visitor, { party: me! }), await access.may(visitor, { party: other! })]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a visitor', () => {
  it('shows nobody’s number when logged by mistake', () => {
    const visitor = new Visitor(me!, 3, 3);
    expect(`${inspect(visitor)} ${JSON.stringify(visitor)}`).not.toMatch(/\d{11}/);
  });
});
