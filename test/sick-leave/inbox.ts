import { Injectable } from '@nestjs/common';
import type { Delivery } from '../../src/delivery/delivery.js';
import { Dialogs } from '../../src/dialogs/dialogs.js';
import { Problem } from '../../src/http/problem.js';
import type { SickLeaveChange, SickNoteDto } from './sick-leave.js';
import type { sickLeave } from './sick-leave.definition.js';

/** Takes news of sick leaves, each once however often it arrives: by a request, or by a queue in the same way. */
@Injectable()
export class SickLeaveInbox {
  constructor(private readonly sickLeaves: Dialogs<typeof sickLeave>) {}

  /** Opens the dialog of a sick leave, with the sick note in it. */
  note(employer: string, content: SickNoteDto): Promise<Delivery> {
    const { sickNoteId } = content;
    return this.sickLeaves.open({ party: employer, externalReference: sickNoteId, content }, { name: sickNoteId });
  }

  /**
   * Makes what happened to a sick leave known in its dialog.
   *
   * @throws {Problem} `not-found` where the sick note has not come yet, or the request that is answered: to be told again.
   */
  async tell(sickNoteId: string, change: SickLeaveChange): Promise<Delivery> {
    const { dialogs } = await this.sickLeaves.find({ externalReference: sickNoteId, limit: 1 });
    if (dialogs[0] === undefined) throw new Problem('not-found');
    return this.sickLeaves.changeByOwnCode(dialogs[0].id, change, { name: Object.values(change).join(' ') });
  }
}
