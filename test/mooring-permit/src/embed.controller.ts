import { Get, Param } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import { idInPath } from '../../../src/dialogs/uuid-v7.js';
import { Embeds, ForReader } from '../../../src/embeds/embeds.decorator.js';
import type { Embed } from '../../../src/embeds/markdown.js';
import type { Reader } from '../../../src/embeds/reader.js';
import type { mooringPermit } from './mooring-permit.definition.js';
import { decisionEmbed, mooringPermitEmbed } from './mooring-permit.embed.js';
import type { Decision } from './mooring-permit.js';

/** The embed of a dialog, fetched by the portal when the user opens it. */
@DialogEndpoint('mooring-permit/:dialogId')
@Embeds()
export class MooringPermitEmbedController {
  constructor(private readonly dialogs: Dialogs<typeof mooringPermit>) {}

  @Get('embed')
  @RequireAction('read')
  async embed(@Caller() caller: DialogToken, @ForReader() reader: Reader): Promise<Embed> {
    const { state } = await this.dialogs.read(caller);
    return mooringPermitEmbed(state, reader);
  }

  @Get('decisions/:transmissionId')
  @RequireAction('read')
  async decision(
    @Caller() caller: DialogToken,
    @ForReader() reader: Reader,
    @Param('transmissionId') id: string,
  ): Promise<Embed> {
    const { sent } = await this.dialogs.readTransmission(caller, idInPath(id), reader);
    return decisionEmbed(sent.about as Decision, reader);
  }
}
