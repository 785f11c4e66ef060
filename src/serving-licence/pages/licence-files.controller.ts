import { Get, Param } from '@nestjs/common';
import { DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../dialogs/dialogs.js';
import { idInPath } from '../../dialogs/uuid-v7.js';
import type { Reader } from '../../embeds/reader.js';
import type { DownloadedFile } from '../../navigation/downloaded-file.js';
import { FileEndpoint, Requester } from '../../navigation/file-endpoint.decorator.js';
import { ForVisitor } from '../../navigation/navigation-endpoint.decorator.js';
import type { Visitor } from '../../navigation/visitor.js';
import { Visits } from '../../navigation/visits.js';
import { LicenceFiles } from './licence-files.js';
import { admissionTo, type servingLicence } from '../dialogs/serving-licence.definition.js';

/** The files of an application: the application as submitted, and the decision. */
@FileEndpoint('dialogs/:dialogId/attachments')
export class LicenceFilesController {
  constructor(
    private readonly licences: Dialogs<typeof servingLicence>,
    private readonly visits: Visits,
    private readonly files: LicenceFiles,
  ) {}

  /** Gives a file of the application. A browser without a dialog token is sent to ID-porten. */
  @Get(':attachmentId')
  @RequireAction('read')
  async download(
    @Requester() requester: DialogToken | Visitor,
    @Param('dialogId') dialogId: string,
    @Param('attachmentId') attachmentId: string,
    @ForVisitor() reader: Reader,
  ): Promise<DownloadedFile> {
    const dialog = DialogToken.is(requester)
      ? await this.licences.read(requester)
      : await this.licences.readFor(idInPath(dialogId), (found) =>
          this.visits.admit(requester, found, admissionTo(found.state)),
        );
    return this.files.file(requester, dialog, idInPath(attachmentId), reader);
  }
}
