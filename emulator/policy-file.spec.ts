import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { tallyPolicy } from '../test/tally/index.js';
import { readPolicy } from './policy-file.js';

const folder = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string): string {
  const path = join(folder, 'policy.json');
  writeFileSync(path, content);
  return path;
}

const read = (changes: object) => readPolicy(fileOf(JSON.stringify({ ...tallyPolicy, ...changes })));

describe('the file of EMULATOR_POLICY', () => {
  it('says who may do what, and the organisations of the stand-in are there besides', () => {
    const { organisations, ...policy } = read({ organisations: [{ number: '310000001', name: 'Rask Hylle AS' }] });
    expect({ ...policy, organisations: tallyPolicy.organisations }).toEqual(tallyPolicy);
    expect(organisations!.map(({ number }) => number)).toEqual(expect.arrayContaining(['310000001', '310456799']));
  });

  it('may be the example of the documentation', () => {
    const page = readFileSync(new URL('../docs/stand-in.md', import.meta.url), 'utf8');
    const [, example] = /```json\n(\{\s+"serviceResources"[^`]+)```/.exec(page)!;
    expect(readPolicy(fileOf(example!)).serviceResources).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['a member that is not known', { people: [] }, '/ must NOT have additional properties: "people"'],
    ['a part that is missing', { rules: undefined }, "/ must have required property 'rules'"],
    [
      'a level that there is not',
      { personas: [{ ...tallyPolicy.personas[0], level: 2 }] },
      '/personas/0/level must be equal to one of the allowed values',
    ],
    [
      'a service resource that the registry would refuse',
      { rules: [{ role: 'r', serviceResource: 'tally', action: 'read' }] },
      '/rules/0/serviceResource must match pattern',
    ],
    [
      'a private key',
      { clients: [{ ...tallyPolicy.clients[0], publicJwk: { ...tallyPolicy.clients[0]!.publicJwk, d: 'x' } }] },
      '/clients/0/publicJwk must NOT have additional properties: "d"',
    ],
  ])('is refused for %s, by name', (_what, changes, fault) => {
    expect(() => read(changes)).toThrow(fault);
  });

  it('is refused where it is no JSON, or not there', () => {
    expect(() => readPolicy(fileOf('{'))).toThrow('cannot be read as JSON');
    expect(() => readPolicy(join(folder, 'none.json'))).toThrow(/EMULATOR_POLICY: .*none\.json cannot be read/);
  });
});
