import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsOptional, IsString, MaxLength, ValidateBy, ValidateNested } from 'class-validator';
import { IsFutureDateTime, ToDate } from './date-time.js';
import { IsPartyUrn } from './party-urn.js';
import { isPastUuidV7 } from './uuid-v7.js';

/** The longest title that Dialogporten takes, in characters. */
const titleLength = 255;
const referenceLength = 255;
const reasonLength = 1000;

/** Something that can be read: not blank, well-formed Unicode, and without control characters, but for line breaks. */
const IsPlainText = (limit: number) =>
  applyDecorators(
    MaxLength(limit, { context: { limit } }),
    ValidateBy({
      name: 'isPlainText',
      validator: {
        validate: (value) =>
          typeof value === 'string' && value.trim() !== '' && !/(?![\n\r\t])\p{Cc}|\p{Cs}/u.test(value),
      },
    }),
    IsString(),
  );

/** A title by language; bokmål stands in for one that is missing. */
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
export class OpenDialogDto {
  @ApiProperty({ example: 'urn:altinn:organization:identifier-no:991825827' })
  @IsPartyUrn()
  readonly party: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TitleDto)
  readonly title?: TitleDto;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @ToDate()
  @IsFutureDateTime()
  readonly dueAt?: Date;

  @ApiPropertyOptional({ maxLength: referenceLength })
  @IsOptional()
  @IsPlainText(referenceLength)
  readonly externalReference?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A version 7 UUID whose timestamp is not in the future' })
  @IsOptional()
  @ValidateBy({ name: 'isPastUuidV7', validator: { validate: (value) => isPastUuidV7(value, new Date()) } })
  readonly id?: string;
}

/** The body of `POST /service-owner/dialogs/{dialogId}/decision`. */
export class DecisionDto {
  @ApiProperty()
  @IsBoolean()
  readonly granted: boolean;

  @ApiPropertyOptional({ maxLength: reasonLength })
  @IsOptional()
  @IsPlainText(reasonLength)
  readonly reason?: string;
}

/** The answer to a request that opened a dialog. */
export class OpenedDialogDto {
  @ApiProperty({ format: 'uuid' })
  readonly dialogId: string;
}

/** The answer to `GET /service-owner/dialogs/{dialogId}`. */
export class DialogDto {
  @ApiProperty({ format: 'uuid' })
  readonly dialogId: string;

  @ApiProperty()
  readonly party: string;

  @ApiProperty()
  readonly serviceResource: string;

  @ApiProperty({ description: 'Where the application is: awaiting-confirmation, draft, awaiting-signature, …' })
  readonly state: string;

  @ApiPropertyOptional()
  readonly title?: TitleDto;

  @ApiPropertyOptional({ format: 'date-time' })
  readonly dueAt?: string;

  @ApiPropertyOptional()
  readonly externalReference?: string;

  @ApiPropertyOptional({ description: 'Once decided: whether the licence was granted' })
  readonly granted?: boolean;

  @ApiProperty({ description: 'Counts the changes; the first one is 1' })
  readonly version: number;

  @ApiProperty({ description: 'The newest version that Dialogporten is known to have' })
  readonly publishedVersion: number;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt: string;

  @ApiProperty({ format: 'date-time' })
  readonly changedAt: string;
}
