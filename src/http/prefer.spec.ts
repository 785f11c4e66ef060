import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preferencesOf } from './prefer.js';

describe('preferencesOf', () => {
  it.each([
    [undefined, {}],
    ['respond-async', { 'respond-async': '' }],
    ['timezone="Europe/Oslo"', { timezone: 'Europe/Oslo' }],
    ['timezone=UTC', { timezone: 'UTC' }],
    ['Respond-Async, wait=10', { 'respond-async': '', wait: '10' }],
    ['timezone="Europe/Oslo"; strict, respond-async', { timezone: 'Europe/Oslo', 'respond-async': '' }],
    ['a="x, y", b', { a: 'x, y', b: '' }],
    ['a="say \\"hi\\""', { a: 'say "hi"' }],
    ['wait=1, wait=2', { wait: '1' }],
    ['===, ok', { ok: '' }],
    ['a="never closed, ok', {}],
    ['a="x" y, ok', { ok: '' }],
    ['a = "x" ; b="," , ok', { a: 'x', ok: '' }],
    ['a="x\\\\", b', { a: 'x\\', b: '' }],
    [',,, ,ok;,', { ok: '' }],
    [['a=1', 'b=2'], { a: '1', b: '2' }],
  ])('reads %p', (header, preferences) => {
    expect(Object.fromEntries(preferencesOf(header))).toEqual(preferences);
  });

  it('stands any header', () => {
    fc.assert(fc.property(fc.string(), (header) => preferencesOf(header) instanceof Map));
  });
});
