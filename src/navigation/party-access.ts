import type { Dialog } from '../dialogs/dialog.js';
import type { Grant } from '../dialogs/transmission-access.js';
import type { Level } from './visitor.js';

/** The one who asks, by the URN of a person or a system user: not for logs. */
export interface Subject {
  readonly urn: string;
}

/** Whether something may be done: no, yes, or yes to those who have logged in at that level. */
export type Access = boolean | { readonly level: Level };

/**
 * Says what people who come without a dialog token may do with whose dialogs. To replace it, provide another one in the
 * place of this class.
 */
export abstract class PartyAccess {
  /** @throws {Problem} `unavailable` when it cannot be said just now. */
  abstract may(subject: Subject, dialog: Pick<Dialog, 'party' | 'serviceResource'>, grant: Grant): Promise<Access>;
}

/** Users may do everything with their own dialogs, and nothing with others'. */
export class OwnPartyAccess extends PartyAccess {
  override async may({ urn }: Subject, { party }: Pick<Dialog, 'party'>): Promise<boolean> {
    return urn === party;
  }
}
