import { describe, expect, it } from '@jest/globals';
import { LoginNeeded, Visitor } from './visitor.js';
import { OwnPartyAccess, PartyAccess } from './party-access.js';
import { Visits } from './visits.js';

const person = 'urn:altinn:person:identifier-no:14886498226';
const emailUser = 'urn:altinn:person:idporten-email:a%40b.example';

const visits = new Visits(new OwnPartyAccess());

/** Lets in every visitor, at a level. */
class AccessAtLevel extends PartyAccess {
  constructor(private readonly level: 3 | 4) {
    super();
  }

  override async may(): Promise<{ level: 3 | 4 }> {
    return { level: this.level };
  }
}

function admission(visitor: Visitor, party: string, level: 3 | 4, by = visits): Promise<unknown> {
  const dialog = { party, serviceResource: 'urn:altinn:resource:test' };
  return by.admit(visitor, dialog, { grant: { action: 'read' }, level }).then(
    () => 'admitted',
    (refusal: unknown) => refusal,
  );
}

describe('Visits', () => {
  it('admits who has access and is logged in high enough', async () => {
    expect(await admission(new Visitor(person, 3, 3), person, 3)).toBe('admitted');
    expect(await admission(new Visitor(person, 4, 3), person, 4)).toBe('admitted');
  });

  it('asks for a higher level, once, of those who have access', async () => {
    expect(await admission(new Visitor(person, 3, 3), person, 4)).toEqual(new LoginNeeded(4));
    expect(await admission(new Visitor(person, 3, 4), person, 4)).toMatchObject({
      kind: 'insufficient-level',
      members: { requiredLevel: 4 },
    });
    expect(await admission(new Visitor(emailUser, 0, 3), person, 4)).toMatchObject({ kind: 'no-access' });
  });

  it('admits those who can log in by e-mail only to what is theirs', async () => {
    expect(await admission(new Visitor(emailUser, 0, 3), emailUser, 4)).toBe('admitted');
    expect(await admission(new Visitor(person, 4, 4), emailUser, 3)).toMatchObject({ kind: 'no-access' });
  });

  it('asks for the higher of the levels of the page and of the policy', async () => {
    const [lenient, strict] = [new Visits(new AccessAtLevel(3)), new Visits(new AccessAtLevel(4))];
    expect(await admission(new Visitor(person, 3, 3), person, 3, lenient)).toBe('admitted');
    expect(await admission(new Visitor(person, 3, 3), person, 4, lenient)).toEqual(new LoginNeeded(4));
    expect(await admission(new Visitor(person, 3, 3), person, 3, strict)).toEqual(new LoginNeeded(4));
    expect(await admission(new Visitor(person, 4, 3), person, 3, strict)).toBe('admitted');
    expect(await admission(new Visitor(person, 3, 4), person, 3, strict)).toMatchObject({ kind: 'insufficient-level' });
  });

  it('shows a part of the dialog only at the level that the policy asks for', async () => {
    const dialog = { party: person, serviceResource: 'urn:altinn:resource:test' };
    const strict = new Visits(new AccessAtLevel(4));
    const mayRead = (level: 3 | 4) => strict.may(new Visitor(person, level, level), dialog, { action: 'read' });
    expect([await mayRead(3), await mayRead(4)]).toEqual([false, true]);
  });
});
