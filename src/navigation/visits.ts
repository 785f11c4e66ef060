import { Injectable } from '@nestjs/common';
import type { Dialog } from '../dialogs/dialog.js';
import { Problem } from '../http/problem.js';
import type { Level } from './level.js';
import { LoginNeeded } from './login-needed.js';
import { PartyAccess, type Wish } from './party-access.js';
import type { Visitor } from './visitor.js';

/** What a page asks for of whoever wants to see it. */
export interface Admission {
  readonly wish: Wish;
  readonly level: Level;
}

/** The parties that can prove who they are by e-mail or password only, however sensitive their dialogs are. */
const withoutLevel = /^urn:altinn:person:(idporten-email|legacy-selfidentified):/;

/** Lets people in who come without a dialog token. */
@Injectable()
export class Visits {
  constructor(private readonly access: PartyAccess) {}

  /**
   * @throws {Problem} `no-access`, or `insufficient-level` when ID-porten was asked for that level and gave less.
   * @throws {LoginNeeded} when it has to be asked for a higher one.
   */
  async admit(visitor: Visitor, dialog: Pick<Dialog, 'party' | 'serviceResource'>, needed: Admission): Promise<void> {
    if (!(await this.access.may(visitor, dialog, needed.wish))) throw new Problem('no-access');
    const level = withoutLevel.test(dialog.party) ? 0 : needed.level;
    if (visitor.level >= level) return;
    if (visitor.askedFor < level) throw new LoginNeeded(level);
    throw new Problem('insufficient-level', { members: { requiredLevel: level } });
  }

  /** Whether somebody who has been let in may see a part of the dialog, too. */
  may(visitor: Visitor, dialog: Pick<Dialog, 'party' | 'serviceResource'>, wish: Wish): Promise<boolean> {
    return this.access.may(visitor, dialog, wish);
  }
}
