import { describe, expect, it } from '@jest/globals';
import { RequireAction, RequireAnyAction, RequireEntity, RequireLevel } from './requirement.decorators.js';

type Loose = (...values: unknown[]) => unknown;

describe('a requirement that makes no sense is refused where it is written', () => {
  it.each([
    [[]],
    [[{}]],
    [['']],
    [['a b']],
    [['read;write']],
    [['a,b,c']],
    [['read', '']],
    [['read', null]],
    [['read', { resource: '' }]],
    [['read', { resource: 'a b' }]],
    [['read', { resource: 7 }]],
    [['read', { orEntity: 'x' }]],
    [[7]],
    [[{}, 'read']],
  ])('actions %j', (actions) => {
    expect(() => (RequireAction as Loose)(...actions)).toThrow(/^@RequireAction\(\): /);
    expect(() => (RequireAnyAction as Loose)(...actions)).toThrow(/^@RequireAnyAction\(\): /);
  });

  it.each([undefined, 'x', {}])('entity %j', (entity) => {
    expect(() => (RequireEntity as Loose)(entity)).toThrow('@RequireEntity(): the argument must be a function');
  });

  it.each([undefined, 0, -1, 3.5, '4', Number.NaN, Infinity])('level %j', (level) => {
    expect(() => (RequireLevel as Loose)(level)).toThrow('@RequireLevel(): the level must be a positive whole number');
  });
});
