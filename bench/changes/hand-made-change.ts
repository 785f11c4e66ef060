import { randomUUID } from 'node:crypto';
import type { Dialog } from '../../src/dialogs/dialog.js';
import type { Actor } from '../../src/dialogs/history.js';
import { projectionOf } from '../../src/dialogs/projection.js';
import { newId } from '../../src/dialogs/uuid-v7.js';
import { tallyKeeper, tallyParty } from '../../test/tally/index.js';
import { tally, type Tally } from '../../test/tally/tally.js';
import { changesPerDialog } from './presses.js';

/** Every value of a change, worked out beforehand, as it is sent. */
export interface HandMadeChange {
  readonly dialogId: string;
  readonly tokenId: string;
  readonly state: string;
  readonly version: number;
  readonly at: string;
  readonly history: string;
  /** The body that Dialogporten is sent. */
  readonly body: string;
}

const actor: Actor = { actorType: 'PartyRepresentative', actorId: tallyKeeper };

/** All changes of a dialog, one after the other. */
export function handMadeChanges(id: string, publicUrl: string): readonly HandMadeChange[] {
  const at = new Date();
  const versions = { version: 1, deliveredVersion: 1, rejectedVersions: [] };
  const { serviceResource } = tally;
  const initial = tally.initial({}, at, actor);
  const times = { createdAt: at, changedAt: at };
  let dialog: Dialog<Tally> = { id, party: tallyParty, serviceResource, state: initial, ...versions, ...times };
  return Array.from({ length: changesPerDialog }, () => {
    const change = { type: 'count' } as const;
    dialog = { ...dialog, state: tally.apply(dialog.state, change, at, actor), version: dialog.version + 1 };
    const { version } = dialog;
    const entries = tally.history(change, actor, tallyParty, dialog);
    const newEntries = entries.map((entry) => ({ id: newId(at), version, entry, happenedAt: at }));
    const body = JSON.stringify(projectionOf(tally, dialog, 'context').toReplace(newEntries, { publicUrl, now: at }));
    const state = JSON.stringify(dialog.state);
    const history = JSON.stringify(newEntries.map((added) => ({ id: added.id, entry: added.entry })));
    return { dialogId: id, tokenId: randomUUID(), state, version, at: at.toISOString(), history, body };
  });
}
