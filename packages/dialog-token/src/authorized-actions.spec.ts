import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isGranted, parseAuthorizedActions, requiredEntry } from './authorized-actions.js';

const action = fc.stringMatching(/^[A-Za-z0-9:._-]{1,12}$/);
const resource = fc.stringMatching(/^urn:altinn:(task|subresource|resource):[A-Za-z0-9_-]{1,12}$/);
const entry = fc.tuple(action, fc.option(resource, { nil: undefined }));
const written = ([name, on]: [string, string | undefined]): string => (on === undefined ? name : `${name},${on}`);

function grants(a: string, name: string, on?: string): boolean {
  return isGranted(parseAuthorizedActions(a), name, on);
}

describe('authorized actions', () => {
  it('grants every entry that is written, and nothing else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { maxLength: 8 }), entry, (entries, other) => {
        const a = entries.map(written).join(';');
        for (const [name, on] of entries) expect(grants(a, name, on)).toBe(true);
        expect(grants(a, ...other)).toBe(entries.map(written).includes(written(other)));
      }),
    );
  });

  it('grants nothing that is not there literally, for any requirement', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 8 }),
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        (entries, name, on) => {
          const literals = new Set(entries.map(written));
          const granted = grants([...literals].join(';'), name, on);
          const [bare = '', ...rest] = name.split(',');
          const asked = [
            on === undefined ? name : `${name},${on}`,
            on === undefined
              ? `${bare},urn:altinn:subresource:${rest.join(',')}`
              : `${name},urn:altinn:subresource:${on}`,
          ];
          expect(granted && !asked.some((literal) => literals.has(literal))).toBe(false);
        },
      ),
    );
  });

  it('reads what follows the grammar, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'urn:x:y', ',', ';', ' ') }), (a) => {
        const good = a.split(';').filter((part) => /^[^,; ]+(,[^,; ]+)?$/.test(part));
        const literal = good.map((part) => part.replace(/,(?!urn:)/, ',urn:altinn:subresource:'));
        expect([...parseAuthorizedActions(a)].toSorted()).toEqual([...new Set(literal)].toSorted());
      }),
    );
  });

  it('grants nothing for the empty string', () => {
    expect(grants('', '')).toBe(false);
    expect(grants('', 'read')).toBe(false);
  });

  it.each([
    ';',
    'read;',
    ';read',
    'read;;write',
    ',urn:a:b',
    'read,',
    'read,urn:a:b,urn:c:d',
    'read ',
    'read, urn:a:b',
    'read\n',
    'read\0',
    'read\ud800',
    'read,urn:a:\udc00',
  ])('passes over what is malformed in %j, and keeps the rest', (a) => {
    expect(grants(`${a};write`, 'write')).toBe(true);
    const entries = [...parseAuthorizedActions(a)];
    expect(entries.every((each) => ['read', 'write'].includes(each))).toBe(true);
  });

  it('takes a bare name and its subresource for the same, on either side', () => {
    for (const a of ['read,appendix', 'read,urn:altinn:subresource:appendix']) {
      expect(grants(a, 'read', 'appendix')).toBe(true);
      expect(grants(a, 'read,urn:altinn:subresource:appendix')).toBe(true);
      expect(grants(a, 'read')).toBe(false);
    }
  });

  it('tells an action on the dialog from the same action on a resource', () => {
    expect(grants('sign,urn:altinn:task:Task_1', 'sign')).toBe(false);
    expect(grants('sign', 'sign', 'urn:altinn:task:Task_1')).toBe(false);
    expect(grants('sign', 'Sign')).toBe(false);
    expect(grants('sign,urn:altinn:task:Task_1', 'sign', 'urn:altinn:task:task_1')).toBe(false);
    expect(grants('read;write', 'read;write')).toBe(false);
  });

  it('takes an action in the notation of the token, and a bare resource name for a subresource', () => {
    const a = 'elementread,urn:altinn:subresource:appendix';
    expect(grants(a, a)).toBe(true);
    expect(grants(a, 'elementread', 'appendix')).toBe(true);
    expect(grants(a, 'elementread,appendix')).toBe(true);
    expect(grants(a, 'elementread', 'Appendix')).toBe(false);
  });

  it('does not accept a requirement that no token could meet', () => {
    expect(requiredEntry('delete,Task_1')).toBe('delete,urn:altinn:subresource:Task_1');
    for (const name of ['', ' ', 'a b', 'a;b', 'a,', ',a', 'a,b,c', 'å', '"']) {
      expect(() => requiredEntry(name)).toThrow(TypeError);
    }
  });
});
