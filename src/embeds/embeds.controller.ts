import { Get, Param } from '@nestjs/common';
import {
  Caller,
  DialogEndpoint,
  type DialogRequest,
  type DialogToken,
  RequireAction,
  RequireAnyAction,
} from '../dialog-token/index.js';
import { DialogsService } from '../dialogs/dialogs.service.js';
import { decisionSubresource } from '../dialogs/projection.js';
import { idInPath } from '../dialogs/uuid-v7.js';
import { AnswersEmbed, ForReader } from './answers-embed.js';
import { licenceEmbed } from './licence-embed.js';
import type { Embed } from './markdown.js';
import type { Reader } from './reader.js';
import { transmissionEmbed } from './transmission-embed.js';

const transmissionIn = ({ params }: DialogRequest) => params['transmissionId']?.toLowerCase();

/** What the portal shows inside a dialog, fetched from here when the user opens it. */
@DialogEndpoint('embeds/dialogs/:dialogId')
@AnswersEmbed()
export class EmbedsController {
  constructor(private readonly dialogs: DialogsService) {}

  @Get()
  @RequireAction('read')
  async dialog(@Caller() caller: DialogToken, @ForReader() reader: Reader): Promise<Embed> {
    return licenceEmbed(await this.dialogs.read(caller), reader);
  }

  /** Whoever may read the dialog may read a receipt; which of the two a transmission is, is known only when it is read. */
  @Get('transmissions/:transmissionId')
  @RequireAnyAction('read', `transmissionread,${decisionSubresource}`, { orEntity: transmissionIn })
  async transmission(
    @Caller() caller: DialogToken,
    @ForReader() reader: Reader,
    @Param('transmissionId') transmissionId: string,
  ): Promise<Embed> {
    const { dialog, document } = await this.dialogs.readTransmission(caller, idInPath(transmissionId));
    return transmissionEmbed(dialog, document, reader);
  }
}
