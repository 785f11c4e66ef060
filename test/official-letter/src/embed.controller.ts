import { Get } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction, RequireLevel } from 'nestjs-dialog-token';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import { Embeds, ForReader } from '../../../src/embeds/embeds.decorator.js';
import type { Embed } from '../../../src/embeds/markdown.js';
import type { Reader } from '../../../src/embeds/reader.js';
import { letterLevel, type officialLetter } from './official-letter.definition.js';
import { officialLetterEmbed } from './official-letter.embed.js';

/** The embed of a dialog, fetched by the portal when the user opens it. */
@DialogEndpoint('official-letter/:dialogId')
@Embeds()
export class OfficialLetterEmbedController {
  constructor(private readonly dialogs: Dialogs<typeof officialLetter>) {}

  @Get('embed')
  @RequireAction('read')
  @RequireLevel(letterLevel)
  async embed(@Caller() caller: DialogToken, @ForReader() reader: Reader): Promise<Embed> {
    const { state } = await this.dialogs.read(caller);
    return officialLetterEmbed(state, reader);
  }
}
