import { randomUUID } from 'node:crypto';
import type { Dialog } from '../../src/dialogs/dialog.js';
import { type Actor, entriesOf, type HistoryEntry } from '../../src/dialogs/history.js';
import { applyChange, openedLicence } from '../../src/dialogs/licence.js';
import { toReplace } from '../../src/dialogs/projection.js';
import { newId } from '../../src/dialogs/uuid-v7.js';
import { restaurant, serviceResource } from '../platform.js';
import { type Button, buttons } from './presses.js';

/** Every value of a change, worked out beforehand. */
export interface HandMadeChange {
  readonly dialogId: string;
  readonly button: Button;
  readonly tokenId: string;
  readonly licence: object;
  readonly version: number;
  readonly at: Date;
  readonly history: readonly { readonly id: string; readonly entry: HistoryEntry }[];
  /** What Dialogporten is sent. */
  readonly body: string;
}

const actor: Actor = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

/** The changes that three presses make of each dialog, in the order in which the service would be asked for them. */
export function handMadeChanges(dialogIds: readonly string[], publicUrl: string): readonly HandMadeChange[] {
  const lives = dialogIds.map((dialogId) => lifeOf(dialogId, publicUrl));
  return buttons.flatMap((_, index) => lives.map((life) => life[index]!));
}

function lifeOf(id: string, publicUrl: string): HandMadeChange[] {
  const at = new Date();
  const versions = { version: 1, publishedVersion: 1, refusedVersion: 0 };
  let dialog: Dialog = {
    id,
    party: restaurant,
    serviceResource,
    licence: openedLicence,
    ...versions,
    createdAt: at,
    changedAt: at,
  };
  return buttons.map((button) => {
    const licence = applyChange(dialog.licence, { type: button }, at);
    dialog = { ...dialog, licence, version: dialog.version + 1 };
    const { version } = dialog;
    const news = entriesOf({ type: button }, actor).map((entry) => ({ id: newId(at), version, entry, happenedAt: at }));
    const body = JSON.stringify(toReplace(dialog, news, { publicUrl, now: at }));
    return { dialogId: id, button, tokenId: randomUUID(), licence, version, at, history: news, body };
  });
}
