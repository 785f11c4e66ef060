import { describe, expect, it } from '@jest/globals';
import type { Dialog } from '../../dialogs/dialog.js';
import { type Actor, type HistoryEntry, type RecordedEntry, serviceOwner } from '../../dialogs/history.js';
import { projectionOf } from '../../dialogs/projection.js';
import { embed, writeMarkdown } from '../../embeds/markdown.js';
import { languages } from '../../http/languages.js';
import { licenceEmbed } from '../embeds/licence-embed.js';
import { historyOf } from './licence-history.js';
import { licenceExamples } from '../licence-state.js';
import type { Licence, LicenceState } from '../licence.js';
import { servingLicence } from './serving-licence.definition.js';

const readers = languages.map((language) => ({
  language,
  timeZone: 'Europe/Oslo',
  askedForTimeZone: false,
  getsContent: true,
}));

const now = new Date('2026-01-15T12:00:00.000Z');
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const somebody: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

function dialogIn(state: LicenceState): Dialog<Licence> {
  return {
    id: dialogId,
    party,
    serviceResource: servingLicence.serviceResource,
    state: licenceExamples[state],
    version: 2,
    deliveredVersion: 1,
    rejectedVersions: [],
    createdAt: now,
    changedAt: now,
  };
}

function replacement(state: LicenceState, newEntries: readonly RecordedEntry[] = []) {
  return projectionOf(servingLicence, dialogIn(state), 'context').toReplace(newEntries, {
    publicUrl: 'https://provider.example',
    now,
  });
}

function recorded(entry: HistoryEntry): RecordedEntry {
  return { id: '0194a1b2-3c4d-7e5f-8a9b-000000000001', version: 2, entry, happenedAt: now };
}

const party = 'urn:altinn:organization:identifier-no:310456799';
const [application] = historyOf({ type: 'submit' }, somebody, party).slice(1) as [HistoryEntry];
const [decision] = historyOf({ type: 'decide', granted: true }, serviceOwner, party).slice(1) as [HistoryEntry];
/** A history entry from before the application was a transmission of its own. */
const receipt: HistoryEntry = { kind: 'transmission', transmission: 'receipt', sender: serviceOwner };

/** The portal's names of the statuses, in lower case. */
const portalStatuses: Readonly<Record<string, readonly string[]>> = {
  RequiresAttention: ['krever handling', 'krev merksemd', 'requires attention'],
  Draft: ['utkast', 'utkast', 'draft'],
  Awaiting: ['til behandling', 'til behandling', 'awaiting'],
  Completed: ['avsluttet', 'avslutta', 'completed'],
  NotApplicable: ['uten status', 'utan status', 'not applicable'],
};

describe('what Dialogporten shows of a licence', () => {
  it.each<[LicenceState, string]>([
    ['awaiting-confirmation', 'RequiresAttention'],
    ['draft', 'Draft'],
    ['awaiting-signature', 'RequiresAttention'],
    ['awaiting-decision', 'Awaiting'],
    ['decided', 'Completed'],
    ['withdrawn', 'NotApplicable'],
  ])('is for the state %s the status %s', (state, status) => {
    expect(replacement(state).status).toBe(status);
  });

  it('has buttons whose ids differ, in every state', () => {
    for (const state of Object.keys(licenceExamples) as LicenceState[]) {
      const ids = replacement(state).guiActions!.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('keeps what the parties have written to themselves', () => {
    for (const state of ['draft', 'decided'] as const) {
      expect(JSON.stringify(licenceExamples[state])).toMatch(/outdoors/);
      const shown = JSON.stringify(replacement(state, [recorded(decision)]));
      expect(shown).not.toMatch(/outdoors|in order/);
    }
  });

  it('is what the party has sent, for all readers, and a decision for those who may read decisions', () => {
    const [sent] = replacement('awaiting-signature', [recorded(application)]).transmissions!;
    expect(sent).toMatchObject({ type: 'Submission', sender: { actorType: 'PartyRepresentative', actorId: party } });
    expect(sent!.attachments!.map(({ name }) => name)).toEqual(['application']);
    expect(sent).not.toHaveProperty('authorizationContext');
    const [letter] = replacement('decided', [recorded(decision)]).transmissions!;
    expect(letter).toMatchObject({
      type: 'Decision',
      sender: { actorType: 'ServiceOwner' },
      authorizationContext: {
        action: 'elementread',
        additionalResourceAttribute: 'urn:altinn:subresource:decision',
        includeDialogParty: true,
        tokenRef: 'decision',
        unauthorizedPresentation: 'Disabled',
      },
    });
  });

  it('is found by what it is about, from the municipality by its name, and says more than its status', () => {
    for (const state of Object.keys(licenceExamples) as LicenceState[]) {
      const { searchTags, process, content, status } = replacement(state);
      expect(searchTags).toContainEqual({ value: 'skjenkebevilling' });
      expect(process).toBe(`urn:serving-licence:renewal:${dialogId}`);
      expect(content.senderName!.value).toContainEqual({ languageCode: 'nb', value: 'Fjordvik kommune' });
      const said = (content.extendedStatus?.value ?? []).map(({ value }) => value!.toLowerCase());
      for (const name of portalStatuses[status]!) expect(said).not.toContain(name);
    }
  });

  it('has files from when it was submitted, and an api action while it is a draft', () => {
    const partsIn = (state: LicenceState) => {
      const { attachments, apiActions } = replacement(state);
      return [...attachments!.map(({ name }) => name), ...apiActions!.map(({ name }) => name)];
    };
    expect((Object.keys(licenceExamples) as LicenceState[]).map(partsIn)).toEqual([[], ['statement'], [], [], [], []]);
  });

  it('has a due date while the party has something to do, and none after that, also where another system has set it', () => {
    const dueAt = new Date('2026-02-01T12:00:00.000Z');
    const due = (Object.keys(licenceExamples) as LicenceState[]).map((state) => {
      const projection = projectionOf(servingLicence, { ...dialogIn(state), dueAt }, 'context');
      const context = { publicUrl: 'https://provider.example', now };
      const theirs = { dueAt: '2026-03-01T12:00:00.000Z' };
      return [state, projection.toReplace([], context).dueAt, projection.toReplace([], context, theirs).dueAt];
    });
    const both = [dueAt.toISOString(), '2026-03-01T12:00:00.000Z'];
    expect(due).toEqual([
      ['awaiting-confirmation', ...both],
      ['draft', ...both],
      ['awaiting-signature', ...both],
      ['awaiting-decision', undefined, undefined],
      ['decided', undefined, undefined],
      ['withdrawn', undefined, undefined],
    ]);
  });

  it('says nothing twice: its summary, its status and the lead of its embed are different sentences', () => {
    for (const state of Object.keys(licenceExamples) as LicenceState[]) {
      const { content } = replacement(state);
      for (const [index, reader] of readers.entries()) {
        const [lead, text] = licenceEmbed(dialogIn(state), reader, 'may').children.map((block) =>
          writeMarkdown(embed(block)),
        );
        const summary = content.summary!.value[index]!.value!;
        const said = [lead!, text!, summary, content.extendedStatus?.value[index]?.value ?? ''].map((sentence) =>
          sentence
            .toLowerCase()
            .replace(/[.:#\n]/g, '')
            .trim(),
        );
        expect(new Set(said).size).toBe(4);
        expect(said[1]).not.toContain(said[0]);
      }
    }
  });

  it('is a dialog of yesterday as it was: its receipt as information, its file on the dialog, and a decision after it', () => {
    const { isSent: _, ...before } = licenceExamples['awaiting-signature'] as Extract<
      Licence,
      { state: 'awaiting-signature' }
    >;
    expect(servingLicence.read(before)).toEqual(before);
    const dialog = { ...dialogIn('awaiting-signature'), state: before };
    const shown = projectionOf(servingLicence, dialog, 'context').toReplace([recorded(receipt)], {
      publicUrl: 'https://provider.example',
      now,
    });
    expect(shown.transmissions).toMatchObject([{ type: 'Information', sender: serviceOwner }]);
    expect(shown.attachments).toMatchObject([{ name: 'application' }]);
  });

  it('keeps what another system has added, and takes back what is ours', () => {
    const definition = projectionOf(servingLicence, dialogIn('awaiting-signature'), 'context');
    const ours = replacement('awaiting-signature');
    const [theirFile, theirTag] = [{ id: '0194a1b2-3c4d-7e5f-8a9b-00000000000f' }, { value: 'theirs' }];
    const others = definition.othersIn({
      ...ours,
      attachments: [...ours.attachments!, theirFile],
      searchTags: [...ours.searchTags!, theirTag],
      process: 'urn:theirs',
    } as never);
    const next = definition.toReplace([], { publicUrl: 'https://provider.example', now }, others);
    expect(next.attachments).toEqual([...ours.attachments!, theirFile]);
    expect(next.searchTags).toEqual([...ours.searchTags!, theirTag]);
    expect(next.process).toBe(ours.process);
    expect(next.content.senderName).toEqual(ours.content.senderName);
  });

  it('has a decision with its file, which follows from the application', () => {
    expect(decision).toMatchObject({ follows: 'application' });
    const related = { ...decision, relatedTransmissionId: dialogId } as HistoryEntry;
    const [letter] = replacement('decided', [recorded(related)]).transmissions!;
    expect(letter).toMatchObject({ relatedTransmissionId: dialogId, attachments: [{ name: 'decision' }] });
  });

  it('has an embed whose address changes with what it shows, and with nothing else', () => {
    const addressOf = (state: LicenceState, entries: readonly RecordedEntry[] = []) =>
      replacement(state, entries).content.mainContentReference!.value![0]!.value;
    const addresses = (Object.keys(licenceExamples) as LicenceState[]).map((state) => addressOf(state));
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addressOf('draft', [recorded(application)])).toBe(addressOf('draft'));
    expect(addressOf('draft')).toMatch(
      new RegExp(`^https://provider\\.example/embeds/dialogs/${dialogId}\\?lang=nb&v=[\\w-]{12}$`),
    );
  });
});
