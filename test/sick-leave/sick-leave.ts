import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsISO8601,
  IsOptional,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IsPlainText } from '../../src/http/plain-text.js';
import { Problem } from '../../src/http/problem.js';

/** The id of a document: small letters and large ones are the same. */
export const IsDocumentId = () =>
  applyDecorators(
    IsUUID(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
  );

/** A day of the calendar: `2026-01-31`. */
const IsDay = () =>
  applyDecorators(ApiProperty({ format: 'date' }), IsISO8601({ strict: true }), Matches(/^\d{4}-\d\d-\d\d$/));

export class PeriodDto {
  @IsDay()
  readonly from: string;

  @IsDay()
  readonly to: string;
}

/** A doctor's note of an employee: their employer follows the sick leave in one dialog. */
export class SickNoteDto {
  @ApiProperty({ format: 'uuid' })
  @IsDocumentId()
  readonly sickNoteId: string;

  @ApiProperty({ maxLength: 150 })
  @IsPlainText(150)
  readonly name: string;

  @IsDay()
  readonly birthDate: string;

  @ApiProperty({ type: [PeriodDto] })
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PeriodDto)
  readonly periods: readonly PeriodDto[];

  @ApiPropertyOptional({ description: 'Until the employee applies for sick pay, payroll systems alone get the dialog' })
  @IsOptional()
  @IsBoolean()
  readonly isApiOnly?: boolean;
}

/** A sick leave as the employer follows it: a state, and what is known in it. Stored as it is. */
export interface SickLeave {
  readonly state: 'followed' | 'income-report-requested';
  readonly sickNote: Omit<SickNoteDto, 'isApiOnly'>;
  readonly isApiOnly: boolean;
  /** Every income report that was asked for. */
  readonly requestIds: readonly string[];
  /** The form on the agency's own pages that the dialog leads to. */
  readonly form?: { readonly requestId: string; readonly purpose: 'submit' | 'change' };
}

/** News of a sick leave from the agency's systems, in the order that is usual. */
export type SickLeaveChange =
  | { readonly type: 'apply'; readonly applicationId: string }
  | { readonly type: 'request'; readonly requestId: string }
  | { readonly type: 'expire'; readonly requestId: string }
  | { readonly type: 'accept'; readonly requestId: string; readonly reportId: string }
  | { readonly type: 'reject'; readonly requestId: string; readonly reportId: string };

export const opened = ({ isApiOnly = false, ...sickNote }: SickNoteDto): SickLeave => ({
  state: 'followed',
  sickNote,
  isApiOnly,
  requestIds: [],
});

type Rule<Type> = (current: SickLeave, change: Extract<SickLeaveChange, { type: Type }>) => SickLeave;

/** An income report answers a request: without that, there is nothing that it belongs to. */
function requireRequest({ requestIds }: SickLeave, requestId: string): void {
  if (!requestIds.includes(requestId)) throw new Problem('not-found');
}

/** How many income reports a sick leave asks for: one for each period that is treated by itself. */
const mostRequests = 50;

const rules: { readonly [Type in SickLeaveChange['type']]: Rule<Type> } = {
  apply: (current) => ({ ...current, isApiOnly: false }),
  request: (current, { requestId }) => {
    if (current.requestIds.length >= mostRequests) throw new Problem('conflict');
    return {
      ...current,
      state: 'income-report-requested',
      requestIds: [...current.requestIds, requestId],
      form: { requestId, purpose: 'submit' },
    };
  },
  expire: ({ sickNote, isApiOnly, requestIds }) => ({ state: 'followed', sickNote, isApiOnly, requestIds }),
  accept: (current, { requestId }) => {
    requireRequest(current, requestId);
    return { ...current, state: 'followed', form: { requestId, purpose: 'change' } };
  },
  reject: (current, { requestId }) => {
    requireRequest(current, requestId);
    return { ...current, state: 'followed' };
  },
};

/** @throws {Problem} `not-found` for an income report that was not asked for; `conflict` where too many are asked for. */
export function applyChange(current: SickLeave, change: SickLeaveChange): SickLeave {
  const rule = rules[change.type] as Rule<SickLeaveChange['type']>;
  return rule(current, change);
}

const requestId = '9f0e2f43-7a25-4dd6-9d43-6f4e8f2f9a01';
const reportId = '1d6a55d5-5a0f-4a86-8a35-0c3a0f1f6f02';

export const exampleNote: SickNoteDto = {
  sickNoteId: '4c1b7f2e-98aa-4a56-b6a0-9d3f2f7e5c03',
  name: 'Ivrig Skje',
  birthDate: '1991-09-27',
  periods: [{ from: '2026-01-05', to: '2026-01-18' }],
};

const followed = opened(exampleNote);

/** Examples of every state. */
export const examples: readonly SickLeave[] = [
  followed,
  { ...followed, state: 'income-report-requested', requestIds: [requestId], form: { requestId, purpose: 'submit' } },
  { ...followed, requestIds: [requestId], form: { requestId, purpose: 'change' } },
];

export const exampleChanges: readonly SickLeaveChange[] = [
  { type: 'apply', applicationId: 'b5a4c7de-3c8e-4a0f-8d35-2b1f0a9c7d04' },
  { type: 'request', requestId },
  { type: 'expire', requestId },
  { type: 'accept', requestId, reportId },
  { type: 'reject', requestId, reportId },
];

/** Whether what was stored is a state as the code of today knows it. */
export function isSickLeave(stored: unknown): stored is SickLeave {
  const { state, sickNote, isApiOnly, requestIds } = Object(stored) as Readonly<Record<string, unknown>>;
  return (
    (state === 'followed' || state === 'income-report-requested') &&
    typeof Object(sickNote).sickNoteId === 'string' &&
    typeof isApiOnly === 'boolean' &&
    Array.isArray(requestIds)
  );
}
