import type { Queries } from '../database/database.js';
import { Problem } from '../http/problem.js';
import type { DialogDefinition } from './dialog-definition.js';
import type { Dialog } from './dialog.js';
import { findTransmissions } from './dialogs.repository.js';
import {
  type CorrectionEntry,
  type HistoryEntry,
  largestAbout,
  longestKey,
  type RecordedEntry,
  type TransmissionEntry,
} from './history.js';
import { sentTransmission } from './sent-transmission.js';
import { entryId, partId } from './uuid-v7.js';

/** Limits of Dialogporten to the depth and the width of a tree of transmissions (TransmissionHierarchyValidator.cs). */
const deepest = 100;
const widest = 100;

/** The history entries of a change, before they have ids. */
export interface NewEntries {
  readonly definition: DialogDefinition;
  readonly dialog: Dialog;
  readonly entries: readonly HistoryEntry[];
  readonly at: Date;
  /** A time that Dialogporten's clock has reached. */
  readonly certainPast: Date;
  /** Names the change, so that a repeat of it makes the same entries. */
  readonly changeName?: string | undefined;
}

type Sent = RecordedEntry & { readonly entry: TransmissionEntry };

/**
 * The entries as they are stored: with their ids and those of their files, and with the transmissions that they refer
 * to by name or key found by id.
 *
 * @throws {Problem} `not-found` for a transmission that the dialog does not have; `conflict` where a key is taken, or
 * the tree of transmissions would be larger than Dialogporten takes; `payload-too-large` where the data of one is too
 * large.
 */
export async function recordedEntries(queries: Queries, made: NewEntries): Promise<readonly RecordedEntry[]> {
  const { dialog, entries, at, certainPast, changeName } = made;
  const sent = entries.some(refers) ? [...(await findTransmissions(queries, dialog.id))].filter(isSent) : [];
  const recorded: RecordedEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    requireSize(entry);
    const id = entryId(dialog.id, { at: certainPast, index, change: changeName });
    const one = { id, version: dialog.version, entry: resolved(made, id, entry, sent), happenedAt: at };
    recorded.push(one);
    if (isSent(one)) sent.unshift(one);
  }
  return recorded;
}

function resolved(made: NewEntries, id: string, entry: HistoryEntry, sent: readonly Sent[]): HistoryEntry {
  if (entry.kind === 'transmission') return withFiles(made, id, related(entry, sent), made.at);
  return entry.kind === 'correction' ? corrected(made, entry, sent) : entry;
}

/** Whether other transmissions have to be known to record it. */
function refers(entry: HistoryEntry): boolean {
  if (entry.kind === 'activity') return false;
  return entry.kind === 'correction' || [entry.follows, entry.relatedTo, entry.key].some((name) => name !== undefined);
}

function isSent(recorded: RecordedEntry): recorded is Sent {
  return recorded.entry.kind === 'transmission';
}

function requireSize(entry: HistoryEntry): void {
  if (entry.kind === 'activity' || entry.about === undefined) return;
  if (Buffer.byteLength(JSON.stringify(entry.about)) > largestAbout) throw new Problem('payload-too-large');
}

/** A transmission with the id of the one that it is related to. */
function related({ relatedTo, ...entry }: TransmissionEntry, sent: readonly Sent[]): TransmissionEntry {
  const { key, follows } = entry;
  if (key !== undefined && (key.length > longestKey || sent.some((each) => each.entry.key === key))) {
    throw new Problem('conflict');
  }
  const found =
    relatedTo === undefined
      ? sent.find((each) => follows !== undefined && each.entry.transmission === follows)
      : named(relatedTo, sent);
  if (found === undefined) return entry;
  requireHierarchy(found, sent);
  return { ...entry, relatedTransmissionId: found.id };
}

/** @throws {Problem} `not-found` */
function named(keyOrId: string, sent: readonly Sent[]): Sent {
  const id = keyOrId.toLowerCase();
  const found = sent.find((each) => each.entry.key === keyOrId || each.id === id);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

function requireHierarchy({ id }: Sent, sent: readonly Sent[]): void {
  const parents = new Map(sent.map((each) => [each.id, each.entry.relatedTransmissionId]));
  let depth = 1;
  for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) depth += 1;
  const width = [...parents.values()].filter((parent) => parent === id).length + 1;
  if (depth > deepest || width > widest) throw new Problem('conflict');
}

/** The correction with the transmission as it is then. */
function corrected(made: NewEntries, { corrects, about }: CorrectionEntry, sent: readonly Sent[]): CorrectionEntry {
  const { id, entry, happenedAt } = named(corrects, sent);
  const after = withFiles(made, id, { ...entry, about }, happenedAt);
  return { kind: 'correction', corrects: id, corrected: after, sentAt: happenedAt.toISOString() };
}

/** A transmission with ids for its files, in the order in which the definition lists them; those that it had stay. */
function withFiles(
  { definition, dialog }: NewEntries,
  id: string,
  entry: TransmissionEntry,
  sentAt: Date,
): TransmissionEntry {
  const view = definition.transmissions[entry.transmission];
  if (view === undefined) return entry;
  const sent = sentTransmission(view, dialog.id, { id, entry, happenedAt: sentAt });
  const files = view.attachments?.(dialog.id, sent) ?? [];
  if (files.length === 0) return entry;
  const ids = files.map(
    ({ name }, position) => [name, entry.attachmentIds?.[name] ?? partId(id, `attachment/${name}`, position)] as const,
  );
  return { ...entry, attachmentIds: { ...entry.attachmentIds, ...Object.fromEntries(ids) } };
}
