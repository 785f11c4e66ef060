import { describe, expect, it } from '@jest/globals';
import { tally, type Tally } from '../../test/tally/tally.js';
import { UnreadableError } from '../delivery/projections.js';
import type { Dialog } from './dialog.js';
import {
  type Actor,
  activity,
  type HistoryEntry,
  information,
  openedEntry,
  type RecordedEntry,
  transmission,
} from './history.js';
import { projectionOf } from './projection.js';

const now = new Date('2026-01-15T12:00:00.000Z');
const context = { publicUrl: 'https://provider.example', now };
const ago = (ms: number) => new Date(now.getTime() - ms);
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const entryId = '0194a1b2-3c4d-7e5f-8a9b-000000000001';
const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

function dialog(others: Partial<Dialog<Tally>> = {}): Dialog<Tally> {
  return {
    id: dialogId,
    party: 'urn:altinn:organization:identifier-no:310456799',
    serviceResource: tally.serviceResource,
    state: { state: 'open', count: 1 },
    version: 2,
    deliveredVersion: 1,
    rejectedVersions: [],
    createdAt: ago(100_000),
    changedAt: ago(0),
    ...others,
  };
}

function recorded(entry: HistoryEntry, happenedAt = now): RecordedEntry {
  return { id: entryId, version: 2, entry, happenedAt };
}

const replace = (of: Dialog<Tally>, newEntries: readonly RecordedEntry[] = []) =>
  projectionOf(tally, of, 'context').toReplace(newEntries, context);

const report = transmission('report', somebody);

describe('the projection of a dialog', () => {
  it('is the same when it is made again: its buttons keep their ids', () => {
    expect(replace(dialog(), [recorded(report)])).toEqual(replace(dialog(), [recorded(report)]));
  });

  it('has ids for its buttons that differ from those of another dialog', () => {
    const idsOf = (of: Dialog<Tally>) => replace(of).guiActions!.map(({ id }) => id);
    const ids = [...idsOf(dialog()), ...idsOf(dialog({ id: dialogId.replace('5b', '5c') }))];
    expect(ids.length).toBe(4);
    expect(new Set(ids).size).toBe(4);
  });

  it('creates the dialog under our own id, which is the idempotent key as well', () => {
    const { id, party, serviceResource } = dialog();
    expect(projectionOf(tally, dialog(), 'context').toCreate([], context)).toEqual({
      ...replace(dialog()),
      id,
      idempotentKey: id,
      party,
      serviceResource,
    });
  });

  it('says nothing that Dialogporten takes only once, when it replaces the dialog', () => {
    const replacement = replace(dialog());
    for (const once of ['id', 'party', 'serviceResource', 'idempotentKey'])
      expect(replacement).not.toHaveProperty(once);
    expect(replacement).toMatchObject({ activities: [], transmissions: [] });
  });

  it('gives the dialog its due date, also when that has passed: to leave it out would erase it', () => {
    const dueAt = new Date(now.getTime() + 1);
    expect(replace(dialog({ dueAt })).dueAt).toBe(dueAt.toISOString());
    expect(replace(dialog({ dueAt: now })).dueAt).toBe(now.toISOString());
  });

  it('uses bokmål for a title in a language that the service owner gave none in', () => {
    const { content } = replace(dialog({ title: { nb: 'Måken', en: 'The Gull' } }));
    expect(content.title.value!.map(({ languageCode, value }) => [languageCode, value])).toEqual([
      ['nb', 'Måken'],
      ['nn', 'Måken'],
      ['en', 'The Gull'],
    ]);
  });

  it('does not exist for a state that its definition does not know', () => {
    const odd = { ...dialog(), state: { state: 'open', count: 'many' } };
    expect(() => projectionOf(tally, odd, 'context')).toThrow(UnreadableError);
  });
});

describe('the projection of the history', () => {
  it('keeps the ids and the order that we gave', () => {
    const [counted] = tally.history({ type: 'count' }, somebody, dialog().party, dialog()) as [HistoryEntry];
    const newEntries = [recorded(counted), { ...recorded(activity('DialogClosed', somebody)), id: dialogId }];
    const shown = replace(dialog(), newEntries).activities!;
    expect(shown.map(({ id, type }) => [id, type])).toEqual([
      [entryId, 'Information'],
      [dialogId, 'DialogClosed'],
    ]);
    expect(shown.every(({ performedBy }) => performedBy === somebody)).toBe(true);
  });

  it('leaves the time to Dialogporten while clocks may differ about it, and tells it once they cannot', () => {
    const timeOf = (age: number) => replace(dialog(), [recorded(report, ago(age))]).transmissions![0]!.createdAt;
    expect([timeOf(0), timeOf(10_000)]).toEqual([undefined, undefined]);
    expect(timeOf(10_001)).toBe(ago(10_001).toISOString());
  });

  it('refers to the embed of a transmission, in every language', () => {
    const [sent] = replace(dialog(), [recorded(report)]).transmissions!;
    const url = `https://provider.example/tallies/${dialogId}/reports/${entryId}`;
    expect(sent!.content!.contentReference).toEqual({
      mediaType: 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown',
      value: ['nb', 'nn', 'en'].map((languageCode) => ({ languageCode, value: `${url}?lang=${languageCode}` })),
    });
  });

  it('names a transmission with its opening, and with nothing else', () => {
    const [opened] = replace(dialog(), [recorded(openedEntry('some-id', somebody))]).activities!;
    expect(opened).toEqual({
      id: entryId,
      type: 'TransmissionOpened',
      performedBy: somebody,
      transmissionId: 'some-id',
    });
    const texts = { nb: 'a', nn: 'b', en: 'c' };
    const [informed] = replace(dialog(), [recorded(information(texts, somebody))]).activities!;
    expect(informed).not.toHaveProperty('transmissionId');
  });
});
