import { Get, Param } from '@nestjs/common';
import { Dialogs } from '../dialogs/dialogs.js';
import { titleOf } from '../dialogs/projection.js';
import { idInPath } from '../dialogs/uuid-v7.js';
import type { Reader } from '../embeds/reader.js';
import type { DialogPage } from '../navigation/dialog-page.js';
import { ForVisitor, NavigationEndpoint } from '../navigation/navigation-endpoint.decorator.js';
import { Visiting } from '../navigation/navigation.guard.js';
import type { Visitor } from '../navigation/visitor.js';
import { Visits } from '../navigation/visits.js';
import { licenceEmbed } from './licence-embed.js';
import { LicenceFiles } from './licence-files.js';
import { admissionTo, servingLicence } from './serving-licence.definition.js';
import { transmissionEmbeds } from './transmission-embed.js';

/** The page behind the action "Open": the application, as the municipality shows it itself. */
@NavigationEndpoint('dialogs/:dialogId')
export class LicencePageController {
  constructor(
    private readonly licences: Dialogs<typeof servingLicence>,
    private readonly visits: Visits,
    private readonly files: LicenceFiles,
  ) {}

  /** Shows the application to somebody who has logged in. */
  @Get()
  async page(
    @Visiting() visitor: Visitor,
    @Param('dialogId') dialogId: string,
    @ForVisitor() reader: Reader,
  ): Promise<DialogPage> {
    const dialog = await this.licences.readFor(idInPath(dialogId), (found) =>
      this.visits.admit(visitor, found, admissionTo(found.state)),
    );
    const view = servingLicence.view(dialog);
    const { language } = reader;
    const isDecided = dialog.state.state === 'decided';
    const seesDecision = isDecided && (await this.files.mayReadTransmission(visitor, dialog, 'decision'));
    return {
      reader,
      title: titleOf(dialog, view)[language],
      sender: view.senderName?.[language],
      status: view.extendedStatus?.[language],
      dueAt: isDecided ? undefined : dialog.dueAt,
      embeds: [licenceEmbed(dialog, reader), ...(seesDecision ? [transmissionEmbeds.decision(dialog, reader)] : [])],
      files: await this.files.openTo(visitor, dialog, reader),
    };
  }
}
