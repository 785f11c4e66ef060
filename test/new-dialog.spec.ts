import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** The generator, with names that it writes nothing for. */
function refusalOf(...names: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/new-dialog.js', ...names], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run new:dialog', () => {
  it.each([
    ['no name', [], 'Say what it is called, such as: npm run new:dialog parking-permit'],
    ['large letters', ['ParkingPermit'], '"ParkingPermit" is no name in kebab-case'],
    ['another sign', ['parking_permit'], '"parking_permit" is no name in kebab-case'],
    ['a path', ['../parking-permit'], '"../parking-permit" is no name in kebab-case'],
    ['an empty part', ['parking--permit'], '"parking--permit" is no name in kebab-case'],
    ['a digit first', ['2-permits'], '"2-permits" is no name in kebab-case'],
    ['a name that is too short for the resource registry', ['abc'], '"abc" is shorter than 4 characters'],
    ['a name that is too long', ['permit-'.repeat(6) + 'x'], 'is longer than 40 characters'],
    ['one that is there', ['navigation'], 'src/navigation is there already, and nothing is overwritten'],
    ['a part of the stand-in', ['desk'], 'emulator/desk is there already, and nothing is overwritten'],
    ['a word of the language', ['class'], '"class" means something else in TypeScript'],
    ['a word that every kind uses', ['confirm'], '"confirm" is too general a name'],
  ])('refuses %s, in a sentence', (_, names, sentence) => {
    const { status, stdout, stderr } = refusalOf(...names);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});
