import { Readable } from 'node:stream';
import { Get, Param } from '@nestjs/common';
import { DialogToken, RequireAction, RequireLevel } from 'nestjs-dialog-token';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import { idInPath } from '../../../src/dialogs/uuid-v7.js';
import { ApiProblems } from '../../../src/openapi/api-answers.decorators.js';
import { Problem } from '../../../src/http/problem.js';
import type { DownloadedFile } from '../../../src/navigation/downloaded-file.js';
import { FileEndpoint, Requester } from '../../../src/navigation/file-endpoint.decorator.js';
import type { Visitor } from '../../../src/navigation/visitor.js';
import { Visits } from '../../../src/navigation/visits.js';
import { archive } from './archive.js';
import { confirmFirst } from './confirm-first.js';
import { letterLevel, type officialLetter } from './official-letter.definition.js';

/** The enclosures, once the recipient has confirmed. */
@FileEndpoint('official-letter/:dialogId/enclosures')
export class EnclosuresController {
  constructor(
    private readonly dialogs: Dialogs<typeof officialLetter>,
    private readonly visits: Visits,
  ) {}

  /** Gives an enclosure. A browser without a dialog token is sent to ID-porten. */
  @Get(':attachmentId')
  @RequireAction('read')
  @RequireLevel(letterLevel)
  @ApiProblems(confirmFirst)
  async download(
    @Requester() requester: DialogToken | Visitor,
    @Param('dialogId') dialogId: string,
    @Param('attachmentId') attachmentId: string,
  ): Promise<DownloadedFile> {
    const dialog = DialogToken.is(requester)
      ? await this.dialogs.read(requester)
      : await this.dialogs.readFor(idInPath(dialogId), (found) =>
          this.visits.admit(requester, found, { grant: { action: 'read' }, level: letterLevel }),
        );
    const found = (await this.dialogs.attachmentsOf(dialog)).get(idInPath(attachmentId));
    const { state: current } = dialog;
    if (found === undefined || current.state === 'withdrawn') throw new Problem('not-found');
    if (current.state === 'unconfirmed') throw new Problem(confirmFirst);
    const { document, ...enclosure } = current.letter.enclosures.find(({ name }) => name === found.attachment.name)!;
    const content = archive.get(document);
    if (content === undefined) throw new Problem('unavailable');
    return {
      ...enclosure,
      size: content.length,
      // Documents in the archive do not change.
      etag: document,
      open: ({ start, end }) => Readable.from([content.subarray(start, end + 1)]),
    };
  }
}
