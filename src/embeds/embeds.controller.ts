import { Get } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from '../dialog-token/index.js';
import { DialogsService } from '../dialogs/dialogs.service.js';
import { AnswersEmbed, ForReader } from './answers-embed.js';
import { licenceEmbed } from './licence-embed.js';
import type { Embed } from './markdown.js';
import type { Reader } from './reader.js';

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
}
