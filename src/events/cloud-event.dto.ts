import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import { type CloudEvent, longestEventType } from '../dialogs/event.js';
import { IsPlainText } from '../http/plain-text.js';
import { parseDateTime } from '../service-owner/date-time.js';

const longestName = 255;
const longestUri = 2_048;

const IsWrittenDateTime = () =>
  ValidateBy({ name: 'isDateTime', validator: { validate: (value) => parseDateTime(value) !== undefined } });

/** An event in the JSON format of CloudEvents 1.0 (§2 and §3.1), with the extension attributes of Altinn Events. */
@ApiSchema({ name: 'CloudEvent' })
export class CloudEventDto {
  @ApiProperty({ enum: ['1.0'] })
  @IsIn(['1.0'])
  readonly specversion: '1.0';

  @ApiProperty({ maxLength: longestName, description: 'Identifies the event, together with its source' })
  @IsPlainText(longestName)
  readonly id: string;

  @ApiProperty({ format: 'uri-reference', maxLength: longestUri })
  @IsPlainText(longestUri)
  readonly source: string;

  @ApiProperty({ maxLength: longestEventType, example: 'dialogporten.dialog.seen.v1' })
  @IsPlainText(longestEventType)
  readonly type: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsWrittenDateTime()
  readonly time?: string;

  @ApiPropertyOptional({ maxLength: longestUri, description: 'The party that it is about' })
  @IsOptional()
  @IsPlainText(longestUri)
  readonly subject?: string;

  @ApiPropertyOptional({ maxLength: longestUri })
  @IsOptional()
  @IsPlainText(longestUri)
  readonly alternativesubject?: string;

  @ApiPropertyOptional({
    maxLength: longestUri,
    description: 'What it is an event of',
    example: 'urn:altinn:resource:serving-licence',
  })
  @IsOptional()
  @IsPlainText(longestUri)
  readonly resource?: string;

  @ApiPropertyOptional({ maxLength: longestUri, description: 'In an event of Dialogporten, the id of the dialog' })
  @IsOptional()
  @IsPlainText(longestUri)
  readonly resourceinstance?: string;

  @ApiPropertyOptional({ type: Object, description: 'Whatever the source says of it' })
  @IsOptional()
  // As it was sent: class-transformer leaves out members that are named as methods are, such as `valueOf`.
  @Transform(({ obj }: { obj: { readonly data?: unknown } }) => obj.data)
  readonly data?: unknown;
}

const optional = ['time', 'subject', 'alternativesubject', 'resource', 'resourceinstance', 'data'] as const;

/** The event without what has no value. */
export function toCloudEvent({ id, source, type, ...event }: CloudEventDto): CloudEvent {
  const given = optional.flatMap((name) =>
    event[name] === undefined || event[name] === null ? [] : [[name, event[name]]],
  );
  return { id, source, type, ...(Object.fromEntries(given) as Partial<CloudEvent>) };
}
