import { applyDecorators } from '@nestjs/common';
import { IsString, MaxLength, ValidateBy } from 'class-validator';

/** Something that can be read: not blank, well-formed Unicode, and without control characters, but for line breaks. */
export const IsPlainText = (limit: number) =>
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
