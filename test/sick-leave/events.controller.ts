import { Body, Param, Post } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, ValidateIf } from 'class-validator';
import type { Delivery } from '../../src/delivery/delivery.js';
import { idInPath } from '../../src/dialogs/uuid-v7.js';
import { ApiProblems } from '../../src/openapi/api-answers.decorators.js';
import { IsPartyUrn } from '../../src/service-owner/party-urn.js';
import { ServiceOwnerEndpoint } from '../../src/service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../../src/write-actions/write-actions.decorator.js';
import { SickLeaveInbox } from './inbox.js';
import { IsDocumentId, SickNoteDto } from './sick-leave.js';

/** A sick note, and the employer that it is for. */
export class ReceivedSickNoteDto extends SickNoteDto {
  @ApiProperty({ example: 'urn:altinn:organization:identifier-no:310456799' })
  @IsPartyUrn()
  readonly employer: string;
}

const kinds = ['application', 'request', 'expiry', 'acceptance', 'rejection'] as const;

/** A document that belongs to a sick leave: new, or no longer of use. */
export class DocumentEventDto {
  @ApiProperty({ enum: kinds })
  @IsIn(kinds)
  readonly kind: (typeof kinds)[number];

  @ApiProperty({ format: 'uuid' })
  @IsDocumentId()
  readonly documentId: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The request that an income report answers' })
  @ValidateIf(({ kind, requestId }) => requestId !== undefined || kind === 'acceptance' || kind === 'rejection')
  @IsDocumentId()
  readonly requestId?: string;
}

/** Where the agency's systems tell of sick leaves: at least once each, and in any order. */
@ServiceOwnerEndpoint('service-owner/sick-notes')
@WriteActions()
export class SickLeaveEventsController {
  constructor(private readonly inbox: SickLeaveInbox) {}

  @Post()
  @ApiProblems('idempotency-key-reused')
  note(@Body() { employer, ...note }: ReceivedSickNoteDto): Promise<Delivery> {
    return this.inbox.note(employer, note);
  }

  @Post(':sickNoteId/documents')
  document(@Param('sickNoteId') sickNoteId: string, @Body() event: DocumentEventDto): Promise<Delivery> {
    const { kind, documentId, requestId = '' } = event;
    switch (kind) {
      case 'application':
        return this.inbox.tell(idInPath(sickNoteId), { type: 'apply', applicationId: documentId });
      case 'request':
        return this.inbox.tell(idInPath(sickNoteId), { type: 'request', requestId: documentId });
      case 'expiry':
        return this.inbox.tell(idInPath(sickNoteId), { type: 'expire', requestId: documentId });
      case 'acceptance':
        return this.inbox.tell(idInPath(sickNoteId), { type: 'accept', requestId, reportId: documentId });
      case 'rejection':
        return this.inbox.tell(idInPath(sickNoteId), { type: 'reject', requestId, reportId: documentId });
    }
  }
}
