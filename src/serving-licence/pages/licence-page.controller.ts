import { Get, Param } from '@nestjs/common';
import type { ShownDialog } from '../../dialogs/dialog.js';
import { Dialogs } from '../../dialogs/dialogs.js';
import { titleOf } from '../../dialogs/projection.js';
import { idInPath } from '../../dialogs/uuid-v7.js';
import { embed, type Embed } from '../../embeds/markdown.js';
import type { Reader } from '../../embeds/reader.js';
import type { DialogPage } from '../../navigation/dialog-page.js';
import { ForVisitor, NavigationEndpoint } from '../../navigation/navigation-endpoint.decorator.js';
import { Visiting } from '../../navigation/navigation.guard.js';
import type { Visitor } from '../../navigation/visitor.js';
import { Visits } from '../../navigation/visits.js';
import { applicantName, organisationNumberOf } from './licence-documents.js';
import { licenceEmbed } from '../embeds/licence-embed.js';
import { LicenceFiles } from './licence-files.js';
import type { Licence } from '../licence.js';
import { admissionTo, servingLicence } from '../dialogs/serving-licence.definition.js';
import { standingOfVisitor } from '../embeds/standing.js';
import { stateNames } from '../texts.js';
import { decisionIn, groundsIn } from '../embeds/transmission-embed.js';

/** The page behind the action "Open": the application, as the municipality shows it itself. */
@NavigationEndpoint('dialogs/:dialogId')
export class LicencePageController {
  constructor(
    private readonly licences: Dialogs<typeof servingLicence>,
    private readonly visits: Visits,
    private readonly files: LicenceFiles,
  ) {}

  /** Shows the application to a visitor who has logged in. */
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
    const standing = await standingOfVisitor(visitor, dialog, { visits: this.visits, seesDecision });
    return {
      reader,
      dialogId: dialog.id,
      title: titleOf(dialog, view)[language],
      sender: view.senderName?.[language],
      party: await this.partyOf(dialog),
      status: stateNames[dialog.state.state][language],
      dueAt: view.showsDueAt === false ? undefined : dialog.dueAt,
      embeds: [licenceEmbed(dialog, reader, standing), ...(seesDecision ? [decisionBelow(dialog, reader)] : [])],
      files: await this.files.openTo(visitor, dialog, reader),
    };
  }

  /** The page is shown also while Dialogporten does not tell the name. */
  private async partyOf(dialog: ShownDialog<Licence>): Promise<string | undefined> {
    const actors = await this.licences.actorsIn(dialog).catch(() => []);
    const [name, number] = [applicantName(dialog.party, actors), organisationNumberOf(dialog.party)];
    return name !== undefined && number !== undefined ? `${name} (${number})` : (name ?? number);
  }
}

/** The decision below the main embed, which has the case number and the date already. */
function decisionBelow({ state: licence }: ShownDialog<Licence>, { language }: Reader): Embed {
  if (licence.state !== 'decided') throw new Error('only a decided application has a decision');
  return embed(decisionIn(licence, language), groundsIn(licence, language));
}
