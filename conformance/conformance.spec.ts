import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from './catalogue.js';
import { discover } from './detection.js';
import { outcomeOf } from './run.js';
import { type StandIn, startStandIn } from './stand-in.js';
import type { World } from './world.js';

let standIn: StandIn;
let world: World;

beforeAll(async () => {
  standIn = await startStandIn();
  world = await discover(standIn);
});

afterAll(() => standIn.stop());

describe('the stand-in platform', () => {
  it('has all callers and names that the checks ask for, but the tokens for contexts of a version in between', () => {
    expect([...world.lacking]).toEqual(['context tokens']);
  });
});

describe.each(catalogue)('$subject', ({ checks }) => {
  it.each(checks.filter(({ needs }) => !needs.includes('context tokens')))('$promise ($source)', async (check) => {
    expect(await outcomeOf(check, world)).toEqual({ kind: 'holds' });
  });
});
