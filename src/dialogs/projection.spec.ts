import { describe, expect, it } from '@jest/globals';
import type { Dialog } from './dialog.js';
import { type Actor, entriesOf, type HistoryEntry, openedEntry, type RecordedEntry } from './history.js';
import type { Licence, LicenceState } from './licence.js';
import { decisionSubresource, toCreate, toReplace } from './projection.js';

const now = new Date('2026-01-15T12:00:00.000Z');
const context = { publicUrl: 'https://provider.example', now };
const ago = (ms: number) => new Date(now.getTime() - ms);
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const entryId = '0194a1b2-3c4d-7e5f-8a9b-000000000001';
const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

const submitted = { statements: [], submittedAt: ago(3).toISOString() };
const awaiting = { ...submitted, signedAt: ago(2).toISOString() };
const licences: Readonly<Record<LicenceState, Licence>> = {
  'awaiting-confirmation': { state: 'awaiting-confirmation' },
  draft: { state: 'draft', statements: ['Vi vil ha uteservering'] },
  'awaiting-signature': { state: 'awaiting-signature', ...submitted },
  'awaiting-decision': { state: 'awaiting-decision', ...awaiting },
  decided: { state: 'decided', ...awaiting, decidedAt: ago(1).toISOString(), granted: true, reason: 'Alt i orden' },
  withdrawn: { state: 'withdrawn', withdrawnAt: ago(1).toISOString() },
};

function dialog(state: LicenceState = 'draft', others: Partial<Dialog> = {}): Dialog {
  return {
    id: dialogId,
    party: 'urn:altinn:organization:identifier-no:310456799',
    serviceResource: 'urn:altinn:resource:serving-licence',
    licence: licences[state],
    version: 2,
    publishedVersion: 1,
    refusedVersion: 0,
    createdAt: ago(100_000),
    changedAt: ago(0),
    ...others,
  };
}

function recorded(entry: HistoryEntry, happenedAt = now): RecordedEntry {
  return { id: entryId, version: 2, entry, happenedAt };
}

const [receipt] = entriesOf({ type: 'submit' }, somebody).slice(1) as [HistoryEntry];
const [decision] = entriesOf({ type: 'decide', granted: true }, { actorType: 'ServiceOwner' }).slice(1) as [
  HistoryEntry,
];

describe('the projection of a dialog', () => {
  it.each<[LicenceState, string]>([
    ['awaiting-confirmation', 'RequiresAttention'],
    ['draft', 'InProgress'],
    ['awaiting-signature', 'RequiresAttention'],
    ['awaiting-decision', 'Awaiting'],
    ['decided', 'Completed'],
    ['withdrawn', 'NotApplicable'],
  ])('shows the state %s as the status %s', (state, status) => {
    expect(toReplace(dialog(state), [], context).status).toBe(status);
  });

  it('is the same when it is made again: its buttons keep their ids', () => {
    for (const state of Object.keys(licences) as LicenceState[]) {
      const [first, second] = [1, 2].map(() => toReplace(dialog(state), [recorded(receipt)], context));
      expect(first).toEqual(second);
    }
  });

  it('has ids for its buttons that differ from each other, and from those of another dialog', () => {
    const idsOf = (of: Dialog) => toReplace(of, [], context).guiActions!.map(({ id }) => id);
    const ids = [...idsOf(dialog()), ...idsOf(dialog('draft', { id: dialogId.replace('5b', '5c') }))];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('creates the dialog under our own id, which is the idempotent key as well', () => {
    const { id, party, serviceResource } = dialog();
    expect(toCreate(dialog(), [], context)).toEqual({
      ...toReplace(dialog(), [], context),
      id,
      idempotentKey: id,
      party,
      serviceResource,
    });
  });

  it('says nothing that Dialogporten takes only once, when it replaces the dialog', () => {
    const replacement = toReplace(dialog(), [], context);
    for (const once of ['id', 'party', 'serviceResource', 'idempotentKey'])
      expect(replacement).not.toHaveProperty(once);
    expect(replacement).toMatchObject({ activities: [], transmissions: [] });
  });

  it('gives the dialog its due date as long as that is to come', () => {
    const dueAt = new Date(now.getTime() + 1);
    expect(toReplace(dialog('draft', { dueAt }), [], context).dueAt).toBe(dueAt.toISOString());
    expect(toReplace(dialog('draft', { dueAt: now }), [], context)).not.toHaveProperty('dueAt');
  });

  it('keeps what the parties have written to themselves', () => {
    for (const state of ['draft', 'decided'] as const) {
      const shown = JSON.stringify(toReplace(dialog(state), [recorded(decision)], context));
      expect(shown).not.toMatch(/uteservering|Alt i orden/);
    }
  });

  it('uses bokmål for a title in a language that the service owner gave none in', () => {
    const { content } = toReplace(dialog('draft', { title: { nb: 'Måken', en: 'The Gull' } }), [], context);
    expect(content.title.value!.map(({ languageCode, value }) => [languageCode, value])).toEqual([
      ['nb', 'Måken'],
      ['nn', 'Måken'],
      ['en', 'The Gull'],
    ]);
  });
});

describe('the projection of the history', () => {
  it('keeps the ids and the order that we gave', () => {
    const [confirmed] = entriesOf({ type: 'confirm' }, somebody) as [HistoryEntry];
    const [signed] = entriesOf({ type: 'sign' }, somebody) as [HistoryEntry];
    const news = [recorded(confirmed), { ...recorded(signed), id: dialogId }];
    const shown = toReplace(dialog(), news, context).activities!;
    expect(shown.map(({ id, type }) => [id, type])).toEqual([
      [entryId, 'Information'],
      [dialogId, 'SignatureProvided'],
    ]);
    expect(shown.every(({ performedBy }) => performedBy === somebody)).toBe(true);
  });

  it('leaves the time to Dialogporten while clocks may differ about it, and tells it once they cannot', () => {
    const timeOf = (age: number) =>
      toReplace(dialog(), [recorded(receipt, ago(age))], context).transmissions![0]!.createdAt;
    expect([timeOf(0), timeOf(10_000)]).toEqual([undefined, undefined]);
    expect(timeOf(10_001)).toBe(ago(10_001).toISOString());
  });

  it('sends a receipt to everybody, and a decision to those who may read decisions', () => {
    const [sent] = toReplace(dialog(), [recorded(receipt)], context).transmissions!;
    expect(sent).toMatchObject({ id: entryId, type: 'Submission', sender: somebody });
    expect(sent).not.toHaveProperty('authorizationAttribute');
    const [letter] = toReplace(dialog(), [recorded(decision)], context).transmissions!;
    expect(letter).toMatchObject({
      type: 'Decision',
      sender: { actorType: 'ServiceOwner' },
      authorizationAttribute: decisionSubresource,
    });
  });

  it('refers to the embed of a transmission, in every language', () => {
    const [sent] = toReplace(dialog(), [recorded(receipt)], context).transmissions!;
    const url = `https://provider.example/embeds/dialogs/${dialogId}/transmissions/${entryId}`;
    expect(sent!.content!.contentReference).toEqual({
      mediaType: 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown',
      value: ['nb', 'nn', 'en'].map((languageCode) => ({ languageCode, value: `${url}?lang=${languageCode}` })),
    });
  });

  it('names a transmission with its opening, and with nothing else', () => {
    const [opened] = toReplace(dialog(), [recorded(openedEntry('some-id', somebody))], context).activities!;
    expect(opened).toEqual({
      id: entryId,
      type: 'TransmissionOpened',
      performedBy: somebody,
      transmissionId: 'some-id',
    });
    const [created] = toReplace(dialog(), [recorded(entriesOf({ type: 'sign' }, somebody)[0]!)], context).activities!;
    expect(created).toEqual({ id: entryId, type: 'SignatureProvided', performedBy: somebody });
  });
});
