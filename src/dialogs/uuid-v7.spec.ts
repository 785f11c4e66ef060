import { describe, expect, it } from '@jest/globals';
import { derivedId, entryId, isOwnEntryId, isUuidV7, newId, partId, timestampOf } from './uuid-v7.js';

const now = new Date('2026-03-01T10:00:00.000Z');

describe('newId', () => {
  it('makes a version 7 UUID whose time has passed, by our clock and by one that is a little behind', () => {
    const id = newId(now);
    expect(isUuidV7(id)).toBe(true);
    expect(now.getTime() - timestampOf(id)).toBe(5_000);
  });

  it('never makes the same id twice', () => {
    const ids = new Set(Array.from({ length: 10_000 }, () => newId(now)));
    expect(ids.size).toBe(10_000);
  });
});

describe('derivedId', () => {
  it('is the same for the same dialog and name, another for another, and as old as the dialog', () => {
    const dialogId = newId(now);
    const id = derivedId(dialogId, 'gui-action/sign');
    expect(derivedId(dialogId, 'gui-action/sign')).toBe(id);
    expect(derivedId(dialogId, 'gui-action/open')).not.toBe(id);
    expect(derivedId(newId(now), 'gui-action/sign')).not.toBe(id);
    expect(timestampOf(id)).toBe(timestampOf(dialogId));
    expect(isUuidV7(id)).toBe(true);
  });
});

describe('isUuidV7', () => {
  it.each([
    ['a UUID of version 4', '3f2b8c1e-4d5a-4b6c-8d7e-9f0a1b2c3d4e'],
    ['no UUID at all', 'confirm'],
    ['a number', 7],
  ])('refuses %s', (_, value) => {
    expect(isUuidV7(value)).toBe(false);
  });
});

describe('the id of an entry', () => {
  const dialogId = newId(now);
  const idOf = (index: number, change?: string) => entryId(dialogId, { at: now, index, change });

  it('tells that it is ours, and of which dialog', () => {
    expect([idOf(0), idOf(1, 'a request')].map((id) => isOwnEntryId(dialogId, id))).toEqual([true, true]);
    expect(isOwnEntryId(newId(now), idOf(0))).toBe(false);
    expect(isOwnEntryId(dialogId, newId(now))).toBe(false);
  });

  it('is the same for a repeat of a request, and another for another request or entry', () => {
    expect(idOf(0, 'a request')).toBe(idOf(0, 'a request'));
    expect(new Set([idOf(0, 'a request'), idOf(1, 'a request'), idOf(0, 'another'), idOf(0), idOf(0)]).size).toBe(5);
  });

  it('is a version 7 UUID whose time has passed, in the order of the entries', () => {
    const ids = Array.from({ length: 20 }, (_, index) => idOf(index, 'a request'));
    expect(ids.every((id) => isUuidV7(id) && timestampOf(id) <= now.getTime())).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe('the id of a part', () => {
  it('is the same for the same dialog, name and position, and in the order of positions', () => {
    const dialogId = newId(now);
    const ids = ['sign', 'withdraw', 'open', 'appeal'].map((name, position) => partId(dialogId, name, position));
    expect(ids.toSorted()).toEqual(ids);
    expect(partId(dialogId, 'open', 2)).toBe(ids[2]);
    expect(ids.every((id) => isUuidV7(id) && timestampOf(id) <= now.getTime())).toBe(true);
  });
});
