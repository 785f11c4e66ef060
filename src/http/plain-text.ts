import { applyDecorators } from '@nestjs/common';
import { IsString, MaxLength, ValidateBy } from 'class-validator';
import { isStorableText } from 'nestjs-dialog-token';

/** Control characters, but for line breaks and tabs. */
const control = /(?![\n\r\t])\p{Cc}/u;

/** Shows something by itself: no white space, formatting, filler, unassigned character or mark without a letter. */
const visible = /[^\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text that can be read: something of it is visible, and nothing of it is a control character, but for line breaks. */
export function isPlainText(value: unknown): value is string {
  return isStorableText(value) && visible.test(value) && !control.test(value);
}

/** Holds a field of a DTO to a number of lines. Without a message class-validator passes the context over. */
const MaxLines = (limit: number) =>
  ValidateBy(
    {
      name: 'maxLines',
      validator: {
        validate: (value: string) => value.split('\n').length <= limit,
        defaultMessage: () => `at most ${limit} lines`,
      },
    },
    { context: { limit } },
  );

/**
 * Holds a field of a DTO to {@link isPlainText}.
 *
 * @param limit of its length, in characters
 * @param lines at most: to show a line costs more than to show a letter
 */
export const IsPlainText = (limit: number, lines = limit) =>
  applyDecorators(
    IsString(),
    ValidateBy({ name: 'isPlainText', validator: { validate: isPlainText } }),
    MaxLength(limit, { context: { limit } }),
    MaxLines(lines),
  );
