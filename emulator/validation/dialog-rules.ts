import type { ContentName } from '../dialogs/dialog.js';
import type { DialogCreation, DialogUpdate } from '../dialogs/input.js';
import { checkApiActions, checkGuiActions } from './action-rules.js';
import { checkActivity } from './activity-rules.js';
import { checkAttachments } from './attachment-rules.js';
import { checkChosenId, checkFuture, checkLength, checkPast, checkRequired } from './field-rules.js';
import { checkIdempotentKey } from './idempotent-key-rule.js';
import { isParty } from './identifiers.js';
import { checkContentValue, type ContentRule, embed, plainText } from './text-rules.js';
import { checkTransmission } from './transmission-rules.js';
import type { Violations } from './violations.js';

const contentRules: Readonly<Record<ContentName, ContentRule>> = {
  title: plainText(255),
  nonSensitiveTitle: plainText(255),
  summary: plainText(255),
  nonSensitiveSummary: plainText(255),
  senderName: plainText(255),
  extendedStatus: plainText(25),
  additionalInfo: { mediaTypes: ['text/plain', 'text/markdown'], longest: 1023 },
  mainContentReference: embed,
};

// The OpenAPI document lists two more, which remain from an earlier version and are refused.
const statuses = ['NotApplicable', 'InProgress', 'Draft', 'Awaiting', 'RequiresAttention', 'Completed'];

/** The rules for a new dialog. */
export function checkCreation(violations: Violations, dialog: DialogCreation): void {
  checkChosenId(violations, 'id', dialog.id);
  checkIdempotentKey(violations, 'idempotentKey', dialog.idempotentKey);
  if (!isParty(dialog.party ?? '')) {
    violations.add('party', 'must be the URN of an organisation or a person, with a valid number');
  }
  if (!/^urn:altinn:resource:.+/.test(dialog.serviceResource ?? '')) {
    violations.add('serviceResource', 'must start with urn:altinn:resource:');
  }
  checkPast(violations, 'createdAt', dialog.createdAt);
  checkPast(violations, 'updatedAt', dialog.updatedAt);
  checkFuture(violations, 'visibleFrom', dialog.visibleFrom);
  checkFields(violations, dialog);
}

/** The rules for what replaces a dialog's fields, and what is appended to it. */
export function checkUpdate(violations: Violations, update: DialogUpdate): void {
  checkRequired(violations, 'status', update.status);
  checkFields(violations, update);
}

function checkFields(violations: Violations, fields: DialogUpdate): void {
  if (fields.status && !statuses.includes(fields.status)) {
    violations.add('status', `must be one of ${statuses.join(', ')}`);
  }
  if (typeof fields.progress === 'number' && (fields.progress < 0 || fields.progress > 100)) {
    violations.add('progress', 'must be between 0 and 100');
  }
  checkLength(violations, 'extendedStatus', fields.extendedStatus);
  checkLength(violations, 'externalReference', fields.externalReference);
  checkLength(violations, 'process', fields.process);
  checkLength(violations, 'precedingProcess', fields.precedingProcess);
  checkFuture(violations, 'dueAt', fields.dueAt);
  checkFuture(violations, 'expiresAt', fields.expiresAt);
  if (fields.dueAt && fields.expiresAt && Date.parse(fields.expiresAt) < Date.parse(fields.dueAt)) {
    violations.add('expiresAt', 'must not be before dueAt');
  }
  checkRequired(violations, 'content.title', fields.content?.title);
  for (const [name, rule] of Object.entries(contentRules) as [ContentName, ContentRule][]) {
    checkContentValue(violations, `content.${name}`, fields.content?.[name], rule);
  }
  checkGuiActions(violations, fields.guiActions);
  checkApiActions(violations, fields.apiActions);
  checkAttachments(violations, 'attachments', fields.attachments);
  for (const [index, transmission] of (fields.transmissions ?? []).entries()) {
    checkTransmission(violations, `transmissions[${index}].`, transmission);
  }
  for (const [index, activity] of (fields.activities ?? []).entries()) {
    checkActivity(violations, `activities[${index}].`, activity);
  }
}
