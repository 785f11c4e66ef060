import { format, inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { dialogTokenClaims } from './testing/index.js';
import { parseClaims } from './claims.js';
import { DialogToken, dialogTokenOf } from './dialog-token.js';

const person = '14886498226';

function tokenWith(overrides: Record<string, unknown> = {}): DialogToken {
  return dialogTokenOf(parseClaims(Buffer.from(JSON.stringify(dialogTokenClaims({ jti: 'a-jti', ...overrides })))));
}

describe('DialogToken', () => {
  it('shows no national identity number, in any way of logging it', () => {
    const token = tokenWith({ p: `urn:altinn:person:identifier-no:${person}` });
    const shown = [
      inspect(token),
      inspect({ nested: [token] }, { depth: 9, showHidden: true }),
      inspect(token, { customInspect: false, showHidden: true, depth: 9, getters: false }),
      format('%s %o %O %j', token, token, token, token),
      JSON.stringify({ token }),
      JSON.stringify({ ...token }),
      JSON.stringify(Object.entries(token)),
      `${String(token)}`,
    ].join('\n');
    expect(shown).not.toContain(person);
    expect(JSON.stringify(token)).toBe('{"id":"a-jti","dialogId":"0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b","level":3}');
    expect(inspect(token)).toMatch(/^DialogToken \{ id: 'a-jti', dialogId: '0194a1b2-[^']+', level: 3 \}$/s);
  });

  it('cannot be changed', () => {
    const token = tokenWith({ e: ['x'] });
    expect(() => Object.assign(token, { level: 4 })).toThrow(TypeError);
    expect(() => Object.assign(token.entities, { 0: 'y' })).toThrow(TypeError);
    expect(() => Object.assign(token.party, { urn: 'y' })).toThrow(TypeError);
    expect(() => Object.assign(token, { party: token.consumer })).toThrow(TypeError);
  });

  it('cannot be made without verification', () => {
    const Constructor = DialogToken as unknown as new (...claims: unknown[]) => DialogToken;
    expect(() => new Constructor({}, Symbol('verified'))).toThrow(TypeError);
    expect(DialogToken.is(Object.create(DialogToken.prototype))).toBe(false);
    expect(DialogToken.is({ ...tokenWith() })).toBe(false);
    expect(DialogToken.is(undefined)).toBe(false);
    expect(DialogToken.is(tokenWith())).toBe(true);
  });

  it('puts what was done down to the consumer, not to the party', () => {
    const actorId = `urn:altinn:person:identifier-no:${person}`;
    expect(tokenWith().actor).toEqual({ actorType: 'PartyRepresentative', actorId });
    expect(tokenWith().party.urn).toBe('urn:altinn:organization:identifier-no:991825827');
  });

  it('grants what `a` says and lists what `e` says', () => {
    const token = tokenWith({ e: ['auditor-report-2026'] });
    expect(token.grants('write')).toBe(true);
    expect(token.grants('elementread', 'appendix')).toBe(true);
    expect(token.grants('elementread')).toBe(false);
    expect(token.lists('auditor-report-2026')).toBe(true);
    expect(token.lists('Auditor-report-2026')).toBe(false);
    expect(tokenWith().lists('auditor-report-2026')).toBe(false);
  });
});
