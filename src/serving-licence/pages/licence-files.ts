import { Injectable } from '@nestjs/common';
import { DialogToken } from 'nestjs-dialog-token';
import type { FoundAttachment } from '../../dialogs/attachments.js';
import type { ShownDialog } from '../../dialogs/dialog.js';
import { Dialogs } from '../../dialogs/dialogs.js';
import { Documents } from '../../embeds/documents.js';
import type { Reader } from '../../embeds/reader.js';
import { Problem } from '../../http/problem.js';
import type { PageFile } from '../../navigation/dialog-page.js';
import type { DownloadedFile } from '../../navigation/downloaded-file.js';
import type { Visitor } from '../../navigation/visitor.js';
import { Visits } from '../../navigation/visits.js';
import type { LicenceFile } from '../dialogs/attachments.js';
import { licenceDocuments } from './licence-documents.js';
import type { LicenceTransmission } from '../dialogs/licence-history.js';
import { isDeleted, type Licence } from '../licence.js';
import type { servingLicence } from '../dialogs/serving-licence.definition.js';
import { fileTexts } from '../texts.js';

type Found = FoundAttachment<LicenceTransmission>;

/** The files of an application, and who may read which. */
@Injectable()
export class LicenceFiles {
  constructor(
    private readonly licences: Dialogs<typeof servingLicence>,
    private readonly visits: Visits,
    private readonly documents: Documents,
  ) {}

  /** The files that a visitor who may read the dialog may read, too. */
  async openTo(visitor: Visitor, dialog: ShownDialog<Licence>, { language }: Reader): Promise<readonly PageFile[]> {
    const files: PageFile[] = [];
    if (isDeleted(dialog.state)) return files;
    for (const [id, found] of await this.licences.attachmentsOf(dialog)) {
      const { displayName, path } = found.attachment;
      if (await this.isOpenTo(visitor, dialog, found)) files.push({ name: displayName[language], path: path(id) });
    }
    return files;
  }

  /**
   * One of them: with the same content it is the same file.
   *
   * @throws {Problem} `not-found` when it is not one of this dialog's, `gone` when that is being deleted, `missing-entity`,
   * `missing-action`, `no-access` or `insufficient-level` when it belongs to a transmission that the requester may not read,
   * `unavailable` while Dialogporten does not tell the names that are in it.
   * @throws {LoginNeeded} when a visitor has to log in at a higher level for it.
   */
  async file(
    requester: DialogToken | Visitor,
    dialog: ShownDialog<Licence>,
    attachmentId: string,
    reader: Reader,
  ): Promise<DownloadedFile> {
    if (isDeleted(dialog.state)) throw new Problem('gone');
    const found = (await this.licences.attachmentsOf(dialog)).get(attachmentId);
    if (found === undefined) throw new Problem('not-found');
    if (DialogToken.is(requester)) {
      if (found.transmission !== undefined) this.licences.requireOpen(requester, found.transmission);
    } else {
      const grant = found.transmission && this.licences.grantToRead(found.transmission.name);
      if (grant !== undefined) await this.visits.admit(requester, dialog, { grant, level: 0 });
    }
    const name = found.attachment.name as LicenceFile;
    const title = fileTexts[name][reader.language];
    const { content, since } = licenceDocuments[name](dialog, reader, await this.licences.actorsIn(dialog));
    return {
      name: `${title} ${dialog.externalReference ?? dialog.id}.pdf`,
      mediaType: found.attachment.mediaType,
      content: await this.documents.pdf(content, { title, language: reader.language, date: new Date(since) }),
    };
  }

  /** Whether a visitor who may read the dialog may read its transmissions of that name. */
  async mayReadTransmission(
    visitor: Visitor,
    dialog: ShownDialog<Licence>,
    name: LicenceTransmission,
  ): Promise<boolean> {
    const grant = this.licences.grantToRead(name);
    return grant === undefined || this.visits.may(visitor, dialog, grant);
  }

  private async isOpenTo(visitor: Visitor, dialog: ShownDialog<Licence>, { transmission }: Found): Promise<boolean> {
    return transmission === undefined || this.mayReadTransmission(visitor, dialog, transmission.name);
  }
}
