import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IsPlainText } from '../../../src/http/plain-text.js';
import { IsDateTime, ToDate } from '../../../src/service-owner/date-time.js';

/** Content of a letter. */
export interface Letter {
  readonly subject: string;
  readonly body: string;
  readonly enclosures: readonly Enclosure[];
}

/** A file that comes with a letter. The sender has put it into the archive before. */
export interface Enclosure {
  /** Name of the downloaded file. */
  readonly name: string;
  readonly mediaType: string;
  /** Identifier in the archive. */
  readonly document: string;
}

const subjectLength = 255;
const bodyLength = 50_000;
const bodyLines = 1_000;
const nameLength = 100;
const mostEnclosures = 10;
const mediaTypes = ['application/pdf', 'application/xml', 'image/png'];
const documentForm = /^[a-z0-9-]{1,100}$/;

@ApiSchema({ name: 'Enclosure' })
class EnclosureDto implements Enclosure {
  @ApiProperty({ maxLength: nameLength, description: 'What it is saved under' })
  @IsPlainText(nameLength, 1)
  readonly name: string;

  @ApiProperty({ enum: mediaTypes })
  @IsIn(mediaTypes)
  readonly mediaType: string;

  @ApiProperty({ pattern: documentForm.source, description: 'What the archive knows it by' })
  @Matches(documentForm)
  readonly document: string;
}

/** Content for opening a letter. */
@ApiSchema({ name: 'OfficialLetterContent' })
export class OfficialLetterContent implements Letter {
  @ApiProperty({ maxLength: subjectLength })
  @IsPlainText(subjectLength, 1)
  readonly subject: string;

  @ApiProperty({ maxLength: bodyLength, description: `Plain text of at most ${bodyLines} lines` })
  @IsPlainText(bodyLength, bodyLines)
  readonly body: string;

  @ApiProperty({ type: [EnclosureDto], maxItems: mostEnclosures, description: 'Each of another name' })
  @IsArray()
  @ArrayMaxSize(mostEnclosures)
  @ArrayUnique((enclosure: Enclosure | null) => enclosure?.name)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => EnclosureDto)
  readonly enclosures: readonly EnclosureDto[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When the recipient is reminded, unless they have confirmed; default: in two weeks',
  })
  @IsOptional()
  @ToDate()
  @IsDateTime()
  readonly remindAt?: Date;
}

/** Whether what was stored is a letter. */
export function isLetter(stored: unknown): stored is Letter {
  const { subject, body, enclosures } = Object(stored) as Readonly<Record<string, unknown>>;
  return (
    typeof subject === 'string' &&
    typeof body === 'string' &&
    Array.isArray(enclosures) &&
    enclosures.every(isEnclosure)
  );
}

function isEnclosure(stored: unknown): stored is Enclosure {
  const { name, mediaType, document } = Object(stored) as Readonly<Record<string, unknown>>;
  return [name, mediaType, document].every((member) => typeof member === 'string');
}
