import { Injectable } from '@nestjs/common';
import { partyPrefixes } from 'nestjs-dialog-token';
import type { Dialog } from '../dialogs/dialog.js';
import type { Grant } from '../dialogs/transmission-access.js';
import { Problem } from '../http/problem.js';
import { firstLevelFor, type Level, LoginNeeded, type Visitor } from './visitor.js';
import { PartyAccess } from './party-access.js';

/** Requirements of a page for its visitors. */
export interface Admission {
  readonly grant: Grant;
  readonly level: Level;
}

/** The parties that can prove who they are by e-mail or password only, however sensitive their dialogs are. */
const withoutLevel = [partyPrefixes.emailUser, partyPrefixes.selfIdentifiedUser];

/** Lets people in who come without a dialog token. */
@Injectable()
export class Visits {
  constructor(private readonly access: PartyAccess) {}

  /**
   * @throws {Problem} `no-access`, or `insufficient-level` when ID-porten was asked for that level and gave less.
   * @throws {LoginNeeded} when it has to be asked for a higher one.
   */
  async admit(visitor: Visitor, dialog: Pick<Dialog, 'party' | 'serviceResource'>, needed: Admission): Promise<void> {
    // A visitor who has logged in by e-mail may be a person with a number, who has access.
    const first = firstLevelFor(dialog.party);
    if (visitor.level < first && visitor.askedFor < first) throw new LoginNeeded(first);
    const access = await this.access.may(visitor, dialog, needed.grant);
    if (access === false) throw new Problem('no-access');
    const forPage = withoutLevel.some((prefix) => dialog.party.startsWith(prefix)) ? 0 : needed.level;
    const level = access === true ? forPage : (Math.max(forPage, access.level) as Level);
    if (visitor.level >= level) return;
    if (visitor.askedFor < level) throw new LoginNeeded(level);
    throw new Problem('insufficient-level', { members: { requiredLevel: level } });
  }

  /** Whether a visitor who has been let in may see a part of the dialog, too, at the level that they have logged in at. */
  async may(visitor: Visitor, dialog: Pick<Dialog, 'party' | 'serviceResource'>, grant: Grant): Promise<boolean> {
    const access = await this.access.may(visitor, dialog, grant);
    return typeof access === 'boolean' ? access : visitor.level >= access.level;
  }
}
