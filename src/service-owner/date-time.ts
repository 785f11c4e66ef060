import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

const dateTime = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The years that can be written with four digits, which an offset may take a time out of. */
const [earliest, latest] = [Date.UTC(1, 0), Date.UTC(10_000, 0) - 1];

/** A point in time in the notation of RFC 3339, or `undefined`: also for a day that its month does not have. */
export function parseDateTime(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const [, year, month, day] = dateTime.exec(value) ?? [];
  if (year === undefined || Number(day) < 1 || Number(day) > daysOf(Number(year), Number(month))) return undefined;
  const parsed = new Date(value);
  const time = parsed.getTime();
  return time >= earliest && time <= latest ? parsed : undefined;
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Reads a field of a DTO as a {@link Date}. */
export const ToDate = () => Transform(({ value }) => parseDateTime(value) ?? value);

/** Holds such a field to a point in time. Whether it is in the future is for the handler to say, by the service's clock. */
export const IsDueDateTime = () =>
  ValidateBy({ name: 'isFutureDateTime', validator: { validate: (value) => value instanceof Date } });

/** Holds such a field to a point in time, past or future. */
export const IsDateTime = () =>
  ValidateBy({ name: 'isDateTime', validator: { validate: (value) => value instanceof Date } });
