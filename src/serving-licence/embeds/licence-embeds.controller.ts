import { Get, Param } from '@nestjs/common';
import {
  Caller,
  DialogEndpoint,
  type DialogRequest,
  type DialogToken,
  RequireAction,
  RequireAnyAction,
} from 'nestjs-dialog-token';
import { Dialogs } from '../../dialogs/dialogs.js';
import { idInPath } from '../../dialogs/uuid-v7.js';
import { Embeds, ForReader } from '../../embeds/embeds.decorator.js';
import type { Embed } from '../../embeds/markdown.js';
import type { Reader } from '../../embeds/reader.js';
import { licenceEmbed } from './licence-embed.js';
import { decisionRef, decisionResource, type servingLicence } from '../dialogs/serving-licence.definition.js';
import { standingOf } from './standing.js';
import { transmissionEmbeds } from './transmission-embed.js';

/** The decision, by the reference that we gave it or by its id. */
const transmissionIn = ({ params }: DialogRequest) => [decisionRef, params['transmissionId']?.toLowerCase() ?? ''];

/** The embed of a dialog, fetched by the portal when the user opens it. */
@DialogEndpoint('embeds/dialogs/:dialogId')
@Embeds()
export class LicenceEmbedsController {
  constructor(private readonly licences: Dialogs<typeof servingLicence>) {}

  /** Shows the application inside its dialog. It is written for the reader: in their language, with times of their zone, by what they may do. */
  @Get()
  @RequireAction('read')
  async dialog(@Caller() caller: DialogToken, @ForReader() reader: Reader): Promise<Embed> {
    const dialog = await this.licences.read(caller);
    return licenceEmbed(dialog, reader, standingOf(caller, dialog.state, this.licences));
  }

  /**
   * Shows the application that was submitted, or the decision. Every reader of the dialog may read the application. The
   * kind of the transmission, and which of the three grants opens it, are known only when it is read.
   */
  @Get('transmissions/:transmissionId')
  @RequireAnyAction('read', `transmissionread,${decisionResource}`, { orEntity: transmissionIn })
  async transmission(
    @Caller() caller: DialogToken,
    @ForReader() reader: Reader,
    @Param('transmissionId') transmissionId: string,
  ): Promise<Embed> {
    const { dialog, transmission } = await this.licences.readTransmission(caller, idInPath(transmissionId), reader);
    return transmissionEmbeds[transmission](dialog, reader);
  }
}
