import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../atomic-file.js';
import type { Dialog } from '../model/dialog.js';

/** How a change is told of. */
export interface Telling {
  /** Whether Altinn Events is told nothing of it. */
  readonly isSilent?: boolean;
}

/** Told of every change: the dialog before and after it; before its creation, and after it is purged, there is none. */
export type ChangeListener = (before: Dialog | undefined, after: Dialog | undefined, telling: Telling) => void;

/** All dialogs, in memory; with a folder also in one file there, rewritten at each change. */
export class DialogStore {
  readonly #dialogs = new Map<string, Dialog>();
  readonly #idempotentKeys = new Map<string, string>();
  readonly #entityIds = new Set<string>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #path: string | undefined;

  /** @param folder where the dialogs are kept; none: in memory only */
  constructor(folder?: string) {
    this.#path = folder === undefined ? undefined : join(folder, 'dialogs.json');
    const kept = this.#path === undefined ? undefined : readJson(this.#path);
    for (const dialog of (kept ?? []) as Dialog[]) this.#index(dialog);
  }

  get(id: string): Dialog | undefined {
    return this.#dialogs.get(id.toLowerCase());
  }

  /** Every dialog, deleted ones too, the newest first. */
  all(): Dialog[] {
    return [...this.#dialogs.values()].toReversed();
  }

  /** The id of the dialog that the organisation made with that key. */
  madeWith(org: string, idempotentKey: string): string | undefined {
    return this.#idempotentKeys.get(`${org} ${idempotentKey}`);
  }

  /** Is it the id of a transmission, activity, action or attachment of any dialog? Their ids are unique across dialogs. */
  hasEntity(id: string): boolean {
    return this.#entityIds.has(id);
  }

  /** Has every change told from now on. @returns what ends it */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Puts the dialog in the place of its earlier revision, if there is one. */
  put(dialog: Dialog, telling: Telling = {}): void {
    const before = this.#dialogs.get(dialog.id);
    this.#index(dialog);
    this.#keep();
    this.#tell(before, dialog, telling);
  }

  /** Removes the dialog without a trace. */
  purge(dialog: Dialog, telling: Telling = {}): void {
    this.#dialogs.delete(dialog.id);
    if (dialog.idempotentKey !== undefined) this.#idempotentKeys.delete(`${dialog.org} ${dialog.idempotentKey}`);
    for (const id of entityIdsOf(dialog)) this.#entityIds.delete(id);
    this.#keep();
    this.#tell(dialog, undefined, telling);
  }

  #index(dialog: Dialog): void {
    const earlier = this.#dialogs.get(dialog.id);
    if (earlier) for (const id of entityIdsOf(earlier)) this.#entityIds.delete(id);
    this.#dialogs.set(dialog.id, dialog);
    if (dialog.idempotentKey !== undefined)
      this.#idempotentKeys.set(`${dialog.org} ${dialog.idempotentKey}`, dialog.id);
    for (const id of entityIdsOf(dialog)) this.#entityIds.add(id);
  }

  #tell(before: Dialog | undefined, after: Dialog | undefined, telling: Telling): void {
    for (const listener of this.#listeners) listener(before, after, telling);
  }

  #keep(): void {
    if (this.#path !== undefined) writeJsonAtomically(this.#path, [...this.#dialogs.values()]);
  }
}

function entityIdsOf({ transmissions, activities, guiActions, apiActions, attachments }: Dialog): string[] {
  const sent = transmissions.flatMap((transmission) => transmission.attachments);
  return [...transmissions, ...activities, ...guiActions, ...apiActions, ...attachments, ...sent].map(({ id }) => id);
}
