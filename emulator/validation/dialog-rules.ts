import type { ContentName } from '../model/dialog.js';
import type { DialogCreation, DialogUpdate } from '../model/input.js';
import { checkApiActions, checkGuiActions } from './action-rules.js';
import { checkActivity } from './activity-rules.js';
import { checkAttachments } from './attachment-rules.js';
import { checkServiceOwnerContext, checkSystemLabel } from './context-rules.js';
import {
  checkChosenId,
  checkEnum,
  checkLength,
  checkNotBefore,
  checkPast,
  checkRequired,
  checkShortest,
  checkUnique,
  checkUniqueIds,
  checkUri,
} from './field-rules.js';
import { checkIdempotentKey } from './idempotent-key-rule.js';
import { isParty } from './identifiers.js';
import { embeds, plain, rich } from './media-types.js';
import { partyForm } from './party-form.js';
import { checkContent, type ContentRule } from './text-rules.js';
import { checkTransmission } from './transmission-rules.js';
import type { Violations } from './violations.js';

const contentRules: Readonly<Record<ContentName, ContentRule>> = {
  title: { mediaTypes: plain, longest: 255 },
  nonSensitiveTitle: { mediaTypes: plain, longest: 255 },
  summary: { mediaTypes: plain, longest: 255 },
  nonSensitiveSummary: { mediaTypes: plain, longest: 255 },
  senderName: { mediaTypes: plain, longest: 255 },
  extendedStatus: { mediaTypes: plain, longest: 25 },
  additionalInfo: { mediaTypes: rich, longest: 1023 },
  mainContentReference: { mediaTypes: embeds, longest: 1023 },
};

/** The rules for a new dialog (CreateDialogDtoValidator.cs). */
export function checkCreation(violations: Violations, dialog: DialogCreation): void {
  const { createdAt, updatedAt, dueAt, expiresAt, visibleFrom, transmissions, activities } = dialog;
  checkChosenId(violations, 'dto.id', dialog.id);
  checkPast(violations, 'dto.createdAt', createdAt);
  if (updatedAt && !createdAt) violations.add('dto.createdAt', "'CreatedAt' must not be empty when UpdatedAt is set.");
  checkPast(violations, 'dto.updatedAt', updatedAt);
  checkNotBefore(violations, 'dto.updatedAt', updatedAt, { property: 'CreatedAt', moment: createdAt });
  checkIdempotentKey(violations, 'dto.idempotentKey', dialog.idempotentKey);
  checkUri(violations, 'dto.serviceResource', dialog.serviceResource);
  if (!dialog.serviceResource?.startsWith('urn:altinn:resource:')) {
    violations.add('dto.serviceResource', "'ServiceResource' must start with 'urn:altinn:resource:'.");
  }
  if (!isParty(dialog.party ?? '')) violations.add('dto.party', `'Party' ${partyForm}`);
  checkNotBefore(violations, 'dto.expiresAt', expiresAt, { property: 'VisibleFrom', moment: visibleFrom });
  checkNotBefore(violations, 'dto.dueAt', dueAt, { property: 'VisibleFrom', moment: visibleFrom });
  if (typeof dialog.status === 'number') checkEnum(violations, 'dto.status', dialog.status);
  checkFields(violations, dialog, true);
  const known = new Set((transmissions ?? []).map(({ id }) => id));
  for (const [index, { relatedTransmissionId }] of (transmissions ?? []).entries()) {
    if (relatedTransmissionId && !known.has(relatedTransmissionId)) {
      violations.add(
        `dto.transmissions[${index}]`,
        `Item '${relatedTransmissionId}' in 'Transmissions' does not exist.`,
      );
    }
  }
  for (const [index, { transmissionId }] of (activities ?? []).entries()) {
    if (transmissionId && !known.has(transmissionId)) {
      violations.add(`dto.activities[${index}]`, `Item '${transmissionId}' in 'Transmissions' does not exist.`);
    }
  }
  checkServiceOwnerContext(violations, 'dto.serviceOwnerContext', dialog.serviceOwnerContext);
  checkSystemLabel(violations, 'dto.systemLabel', dialog.systemLabel);
}

/** The rules for what replaces a dialog's fields, and what is appended to it (UpdateDialogDtoValidator.cs). */
export function checkUpdate(violations: Violations, update: DialogUpdate): void {
  checkEnum(violations, 'dto.status', update.status);
  checkFields(violations, update, false);
}

function checkFields(violations: Violations, fields: DialogUpdate, areNew: boolean): void {
  const isApiOnly = fields.isApiOnly ?? false;
  const { progress, process, precedingProcess, searchTags, transmissions, activities } = fields;
  if (typeof progress === 'number' && (progress < 0 || progress > 100)) {
    violations.add('dto.progress', `'Progress' must be between 0 and 100. You entered ${progress}.`);
  }
  checkLength(violations, 'dto.extendedStatus', fields.extendedStatus);
  checkLength(violations, 'dto.externalReference', fields.externalReference);
  checkNotBefore(violations, 'dto.expiresAt', fields.expiresAt, { property: 'DueAt', moment: fields.dueAt });
  checkUnique(
    violations,
    'dto.searchTags',
    (searchTags ?? []).map(({ value }) => value),
  );
  for (const [index, { value }] of (searchTags ?? []).entries()) {
    checkShortest(violations, `dto.searchTags[${index}].value`, value, 3);
    checkLength(violations, `dto.searchTags[${index}].value`, value, 63);
  }
  checkGuiActions(violations, 'dto.guiActions', fields.guiActions, areNew);
  checkApiActions(violations, 'dto.apiActions', fields.apiActions, areNew);
  checkAttachments(violations, 'dto.attachments', fields.attachments, !areNew);
  checkContent(violations, 'dto.content', fields.content, contentRules, !isApiOnly);
  checkUniqueIds(violations, 'dto.transmissions', transmissions);
  for (const [index, transmission] of (transmissions ?? []).entries()) {
    checkTransmission(violations, `dto.transmissions[${index}]`, transmission, { isApiOnly });
  }
  checkUniqueIds(violations, 'dto.activities', activities);
  for (const [index, activity] of (activities ?? []).entries()) {
    checkActivity(violations, `dto.activities[${index}]`, activity);
  }
  checkUri(violations, 'dto.process', process);
  if (typeof precedingProcess === 'string') checkRequired(violations, 'dto.process', process);
  checkUri(violations, 'dto.precedingProcess', precedingProcess);
}
