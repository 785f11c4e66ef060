import { Get, Param } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../src/dialogs/dialogs.js';
import { idInPath } from '../../src/dialogs/uuid-v7.js';
import { Embeds, ForReader } from '../../src/embeds/embeds.decorator.js';
import { embed, type Embed, heading } from '../../src/embeds/markdown.js';
import type { Reader } from '../../src/embeds/reader.js';
import { documents } from './documents.js';
import type { sickLeave } from './sick-leave.definition.js';

/** The embed of a transmission. Dialogporten is told that it was opened. */
@DialogEndpoint('sick-leaves/:dialogId/documents/:transmissionId')
@Embeds()
export class SickLeaveDocumentsController {
  constructor(private readonly sickLeaves: Dialogs<typeof sickLeave>) {}

  @Get()
  @RequireAction('read')
  async document(
    @Caller() caller: DialogToken,
    @ForReader() reader: Reader,
    @Param('transmissionId') id: string,
  ): Promise<Embed> {
    const { transmission } = await this.sickLeaves.readTransmission(caller, idInPath(id), reader);
    return embed(heading(3, documents[transmission].title[reader.language]));
  }
}
