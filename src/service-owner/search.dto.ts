import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateBy } from 'class-validator';
import { type DialogSearch, largestPage, type PageOptions } from '../dialogs/search.js';
import { IsPlainText } from '../http/plain-text.js';
import { IsDateTime, ToDate } from './date-time.js';
import { IsPartyUrn } from './party-urn.js';
import { DialogDto, IsServiceResource } from './service-owner.dto.js';

const referenceLength = 255;
const stateLength = 200;
const cursorLength = 100;

/** Holds a field to a number of dialogs on a page, which a query has as text. */
const IsPageSize = () =>
  ValidateBy(
    {
      name: 'isPageSize',
      validator: {
        validate: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= largestPage,
        defaultMessage: () => `1 to ${largestPage}`,
      },
    },
    { context: { limit: largestPage } },
  );

const ToNumber = () =>
  Transform(({ value }) => (typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : (value as unknown)));

/** The query of `GET /service-owner/dialogs`. Addresses are logged on the way, so no party stands in them. */
@ApiSchema({ name: 'FindDialogs' })
export class FindDialogsDto implements DialogSearch, PageOptions {
  @ApiPropertyOptional({ description: 'Default: all of ours' })
  @IsOptional()
  @IsServiceResource()
  readonly serviceResource?: string;

  @ApiPropertyOptional({ maxLength: stateLength, description: 'The name of the state that the dialog is in' })
  @IsOptional()
  @IsPlainText(stateLength)
  readonly state?: string;

  @ApiPropertyOptional({ maxLength: referenceLength, description: 'What the dialog was opened with, as it is' })
  @IsOptional()
  @IsPlainText(referenceLength)
  readonly externalReference?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Changed last at that time or later' })
  @IsOptional()
  @ToDate()
  @IsDateTime()
  readonly changedFrom?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Changed last before that time' })
  @IsOptional()
  @ToDate()
  @IsDateTime()
  readonly changedBefore?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Opened at that time or later' })
  @IsOptional()
  @ToDate()
  @IsDateTime()
  readonly createdFrom?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Opened before that time' })
  @IsOptional()
  @ToDate()
  @IsDateTime()
  readonly createdBefore?: Date;

  @ApiPropertyOptional({
    maxLength: cursorLength,
    description: 'The `next` of a page, with the search otherwise as it was: the page after that one',
  })
  @IsOptional()
  @IsPlainText(cursorLength)
  readonly after?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: largestPage,
    default: largestPage,
    description: 'The most dialogs that the page has',
  })
  @IsOptional()
  @ToNumber()
  @IsPageSize()
  readonly limit?: number;
}

/** The body of `POST /service-owner/dialogs/search`. */
@ApiSchema({ name: 'SearchDialogs' })
export class SearchDialogsDto extends FindDialogsDto {
  @ApiPropertyOptional({
    description: 'The person or organisation that the dialog is for, as Dialogporten names parties',
    example: 'urn:altinn:organization:identifier-no:991825827',
  })
  @IsOptional()
  @IsPartyUrn()
  readonly party?: string;
}

/** A page of dialogs. */
@ApiSchema({ name: 'DialogPage' })
export class DialogPageDto {
  @ApiProperty({
    type: [DialogDto],
    description:
      'The dialog whose last change is longest ago first or, of a search by time of opening without party and reference, the oldest. There may be few, or none, although a page follows',
  })
  readonly dialogs: readonly DialogDto[];

  @ApiProperty({
    type: [String],
    description: 'The ids of dialogs that belong here and that this replica cannot read: ask for them again later',
  })
  readonly unreadable: readonly string[];

  @ApiPropertyOptional({ description: 'Names the next page (`after`). Left out: this is the last one' })
  readonly next?: string;
}
