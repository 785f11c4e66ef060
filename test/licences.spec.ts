import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { licencesDocument, licencesIn } from '../scripts/licences.js';

/** Licences that ask for no more than to be named. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Bitstream-Vera',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
];

describe('the licences of what is shipped', () => {
  it('are listed as the lockfile has them; npm run licences brings the list up to date', () => {
    const listed = readFileSync(new URL('../docs/licences.md', import.meta.url), 'utf8');
    expect(listed).toBe(licencesDocument());
  });

  it('are permissive', () => {
    const isPermissive = (licence: string) =>
      licence
        .replaceAll(/[()]/g, '')
        .split(/ OR /)
        .some((each) => permissive.includes(each));
    expect(licencesIn().filter((licence) => !isPermissive(String(licence)))).toEqual([]);
  });
});
