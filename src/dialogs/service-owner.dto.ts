import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { IsFutureDateTime, ToDate } from './date-time.js';
import { IsPartyUrn } from './party-urn.js';
import { isPastUuidV7 } from './uuid-v7.js';

/** The longest title that Dialogporten takes, in characters. */
const titleLength = 255;
const referenceLength = 255;
const reasonLength = 1000;

const Title = () => (target: object, property: string) => {
  MaxLength(titleLength, { context: { limit: titleLength } })(target, property);
  IsNotEmpty()(target, property);
  IsString()(target, property);
};

/** A title by language; bokmål stands in for one that is missing. */
export class TitleDto {
  @ApiProperty({ maxLength: titleLength })
  @Title()
  readonly nb: string;

  @ApiPropertyOptional({ maxLength: titleLength })
  @IsOptional()
  @Title()
  readonly nn?: string;

  @ApiPropertyOptional({ maxLength: titleLength })
  @IsOptional()
  @Title()
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
  @IsString()
  @IsNotEmpty()
  @MaxLength(referenceLength, { context: { limit: referenceLength } })
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
  @IsString()
  @IsNotEmpty()
  @MaxLength(reasonLength, { context: { limit: reasonLength } })
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
