import { Get } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../../../src/dialogs/dialogs.js';
import { Embeds, ForReader } from '../../../../src/embeds/embeds.decorator.js';
import type { Embed } from '../../../../src/embeds/markdown.js';
import type { Reader } from '../../../../src/embeds/reader.js';
import type { newDialog } from '../dialogs/new-dialog.definition.js';
import { newDialogEmbed } from './new-dialog.embed.js';

/** The embed of a dialog, fetched by the portal when the user opens it. */
@DialogEndpoint('new-dialog/:dialogId')
@Embeds()
export class NewDialogEmbedController {
  constructor(private readonly dialogs: Dialogs<typeof newDialog>) {}

  @Get('embed')
  @RequireAction('read')
  async embed(@Caller() caller: DialogToken, @ForReader() reader: Reader): Promise<Embed> {
    const { state } = await this.dialogs.read(caller);
    return newDialogEmbed(state, reader);
  }
}
