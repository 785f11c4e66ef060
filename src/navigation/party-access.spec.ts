import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { OwnPartyAccess } from './party-access.js';
import { Visitor } from './visitor.js';

const [me, other] = ['urn:altinn:person:identifier-no:14886498226', 'urn:altinn:organization:identifier-no:310456799'];

describe('OwnPartyAccess', () => {
  it('lets users do everything with their own dialogs, and nothing with those of others', async () => {
    const access = new OwnPartyAccess();
    const visitor = new Visitor(me!, 3, 3);
    expect([await access.may(visitor, { party: me! }), await access.may(visitor, { party: other! })]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a visitor', () => {
  it('shows no national identity number when logged by mistake', () => {
    const visitor = new Visitor(me!, 3, 3);
    expect(`${inspect(visitor)} ${JSON.stringify(visitor)}`).not.toMatch(/\d{11}/);
  });
});
