import { randomUUID } from 'node:crypto';
import type { Dialog } from '../../src/dialogs/dialog.js';
import type { Actor, HistoryEntry } from '../../src/dialogs/history.js';
import { projectionOf } from '../../src/dialogs/projection.js';
import { newId } from '../../src/dialogs/uuid-v7.js';
import { tallyKeeper, tallyParty } from '../../test/tally/index.js';
import { tally, type Tally } from '../../test/tally/tally.js';
import { changesPerDialog } from './presses.js';

/** Every value of a change, worked out beforehand. */
export interface HandMadeChange {
  readonly dialogId: string;
  readonly tokenId: string;
  readonly state: object;
  readonly version: number;
  readonly at: Date;
  readonly history: readonly { readonly id: string; readonly entry: HistoryEntry }[];
  /** What Dialogporten is sent. */
  readonly body: string;
}

const actor: Actor = { actorType: 'PartyRepresentative', actorId: tallyKeeper };

/** The changes of each dialog, in the order in which the service would be asked for them. */
export function handMadeChanges(dialogIds: readonly string[], publicUrl: string): readonly HandMadeChange[] {
  const lives = dialogIds.map((dialogId) => lifeOf(dialogId, publicUrl));
  return Array.from({ length: changesPerDialog }, (_, index) => lives.map((life) => life[index]!)).flat();
}

function lifeOf(id: string, publicUrl: string): HandMadeChange[] {
  const at = new Date();
  const versions = { version: 1, deliveredVersion: 1, rejectedVersions: [] };
  const { serviceResource } = tally;
  const state = tally.initial({}, at, actor);
  const times = { createdAt: at, changedAt: at };
  let dialog: Dialog<Tally> = { id, party: tallyParty, serviceResource, state, ...versions, ...times };
  return Array.from({ length: changesPerDialog }, () => {
    const change = { type: 'count' } as const;
    dialog = { ...dialog, state: tally.apply(dialog.state, change, at, actor), version: dialog.version + 1 };
    const { version } = dialog;
    const entries = tally.history(change, actor, tallyParty, dialog);
    const newEntries = entries.map((entry) => ({ id: newId(at), version, entry, happenedAt: at }));
    const body = JSON.stringify(projectionOf(tally, dialog, 'context').toReplace(newEntries, { publicUrl, now: at }));
    return { dialogId: id, tokenId: randomUUID(), state: dialog.state, version, at, history: newEntries, body };
  });
}
