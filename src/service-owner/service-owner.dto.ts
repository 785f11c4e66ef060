import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, Matches, ValidateBy, ValidateNested } from 'class-validator';
import { isUuidV7 } from '../dialogs/uuid-v7.js';
import { IsPlainText } from '../http/plain-text.js';
import { IsDueDateTime, ToDate } from './date-time.js';
import { IsPartyUrn } from './party-urn.js';
import { PerformedBy, PerformedByDto } from './performed-by.dto.js';

/** The longest title that Dialogporten takes, in characters. */
const titleLength = 255;
const referenceLength = 255;

/** Holds a field of a DTO to the form of a service resource. Whether it is one of ours is for the service to say. */
export const IsServiceResource = () => Matches(/^urn:altinn:resource:[A-Za-z0-9_-]{1,200}$/);

/** A title by language; bokmål stands in for one that is missing. */
@ApiSchema({ name: 'Title' })
export class TitleDto {
  @ApiProperty({ maxLength: titleLength })
  @IsPlainText(titleLength)
  readonly nb: string;

  @ApiPropertyOptional({ maxLength: titleLength })
  @IsOptional()
  @IsPlainText(titleLength)
  readonly nn?: string;

  @ApiPropertyOptional({ maxLength: titleLength })
  @IsOptional()
  @IsPlainText(titleLength)
  readonly en?: string;
}

/** The body of `POST /service-owner/dialogs`. */
@ApiSchema({ name: 'OpenDialog' })
export class OpenDialogDto {
  @ApiProperty({
    description: 'The person or organisation that the dialog is for, as Dialogporten names parties',
    example: 'urn:altinn:organization:identifier-no:991825827',
  })
  @IsPartyUrn()
  readonly party: string;

  @ApiPropertyOptional({ description: 'Default: the first of ours' })
  @IsOptional()
  @IsServiceResource()
  readonly serviceResource?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TitleDto)
  readonly title?: TitleDto;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'By when the party is to have answered; not past',
  })
  @IsOptional()
  @ToDate()
  @IsDueDateTime()
  readonly dueAt?: Date;

  @ApiPropertyOptional({
    maxLength: referenceLength,
    description: 'The number of the case, say, in the system that asks',
  })
  @IsOptional()
  @IsPlainText(referenceLength)
  readonly externalReference?: string;

  @PerformedBy()
  readonly performedBy?: PerformedByDto;

  @ApiPropertyOptional({
    type: Object,
    description: 'What a dialog of the service resource is opened with besides; each kind of dialog has its own',
  })
  @IsOptional()
  @IsObject()
  readonly content?: object;

  @ApiPropertyOptional({ format: 'uuid', description: 'A version 7 UUID whose timestamp is not in the future' })
  @IsOptional()
  @ValidateBy({ name: 'isPastUuidV7', validator: { validate: isUuidV7 } })
  readonly id?: string;
}

/** The answer to a request that opened a dialog. */
@ApiSchema({ name: 'OpenedDialog' })
export class OpenedDialogDto {
  @ApiProperty({ format: 'uuid' })
  readonly dialogId: string;
}

/** Whether Dialogporten has the newest version of a dialog; if not, why not. */
@ApiSchema({ name: 'Delivery' })
export class DeliveryDto {
  @ApiProperty({ enum: ['delivered', 'waiting', 'rejected', 'gone'] })
  readonly status: 'delivered' | 'waiting' | 'rejected' | 'gone';

  @ApiPropertyOptional({ format: 'date-time', description: 'Since when it has waited, or been rejected or gone' })
  readonly since?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'How many attempts have failed, while it waits' })
  readonly failedAttempts?: number;

  @ApiPropertyOptional({ description: 'Why the last attempt failed, or why it was rejected' })
  readonly reason?: string;
}

/** The answer to `GET /service-owner/dialogs/{dialogId}`. */
@ApiSchema({ name: 'Dialog' })
export class DialogDto {
  @ApiProperty({ format: 'uuid' })
  readonly dialogId: string;

  @ApiProperty()
  readonly party: string;

  @ApiProperty()
  readonly serviceResource: string;

  @ApiProperty({ description: 'The name of its state, by its definition' })
  readonly state: string;

  @ApiPropertyOptional()
  readonly title?: TitleDto;

  @ApiPropertyOptional({ format: 'date-time' })
  readonly dueAt?: string;

  @ApiPropertyOptional()
  readonly externalReference?: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counts the changes; the first one is 1' })
  readonly version: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'The newest version that Dialogporten is known to have' })
  readonly deliveredVersion: number;

  @ApiProperty()
  readonly delivery: DeliveryDto;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt: string;

  @ApiProperty({ format: 'date-time' })
  readonly changedAt: string;
}
