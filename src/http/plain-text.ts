import { applyDecorators } from '@nestjs/common';
import { IsString, MaxLength, ValidateBy } from 'class-validator';

/** Something that can be read: not blank, well-formed Unicode, and without control characters, but for line breaks. */
export const IsPlainText = (limit: number) =>
  applyDecorators(
    IsString(),
    ValidateBy({
      name: 'isPlainText',
      validator: {
        validate: (value) =>
          typeof value === 'string' && value.trim() !== '' && !/(?![\n\r\t])\p{Cc}|\p{Cs}/u.test(value),
      },
    }),
    MaxLength(limit, { context: { limit } }),
  );
