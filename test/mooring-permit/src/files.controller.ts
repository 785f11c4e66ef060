import { Get, Param } from '@nestjs/common';
import { DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import { idInPath } from '../../../src/dialogs/uuid-v7.js';
import type { Reader } from '../../../src/embeds/reader.js';
import { Problem } from '../../../src/http/problem.js';
import type { DownloadedFile } from '../../../src/navigation/downloaded-file.js';
import { FileEndpoint, Requester } from '../../../src/navigation/file-endpoint.decorator.js';
import { ForVisitor } from '../../../src/navigation/navigation-endpoint.decorator.js';
import type { Visitor } from '../../../src/navigation/visitor.js';
import { Visits } from '../../../src/navigation/visits.js';
import type { mooringPermit } from './mooring-permit.definition.js';
import { Archive } from './other-systems.js';

/** The decision as a document, from the archive. */
@FileEndpoint('mooring-permit/:dialogId/files')
export class MooringPermitFilesController {
  constructor(
    private readonly dialogs: Dialogs<typeof mooringPermit>,
    private readonly visits: Visits,
    private readonly archive: Archive,
  ) {}

  /** Gives a file of the dialog. Without a dialog token a person logs in at ID-porten. */
  @Get(':attachmentId')
  @RequireAction('read')
  async download(
    @Requester() requester: DialogToken | Visitor,
    @Param('dialogId') dialogId: string,
    @Param('attachmentId') attachmentId: string,
    @ForVisitor() { language }: Reader,
  ): Promise<DownloadedFile> {
    const dialog = DialogToken.is(requester)
      ? await this.dialogs.read(requester)
      : await this.dialogs.readFor(idInPath(dialogId), (found) =>
          this.visits.admit(requester, found, { grant: { action: 'read' }, level: 3 }),
        );
    const found = (await this.dialogs.attachmentsOf(dialog)).get(idInPath(attachmentId));
    const { state } = dialog;
    if (found === undefined || state.state !== 'decided' || state.document === undefined)
      throw new Problem('not-found');
    const { key, size, etag } = state.document;
    const { displayName, mediaType } = found.attachment;
    return {
      name: `${displayName[language]}.pdf`,
      mediaType,
      size,
      etag,
      open: (range) => this.archive.open(key, range),
    };
  }
}
