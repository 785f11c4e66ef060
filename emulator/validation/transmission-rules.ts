import type { Transmission } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { checkActor } from './actor-rules.js';
import { checkAttachments } from './attachment-rules.js';
import { checkChosenId, checkLength, checkPast, checkRequired, checkUrl } from './field-rules.js';
import { checkIdempotentKey } from './idempotent-key-rule.js';
import { checkContentValue, checkRequiredLocalizations, embed, plainText } from './text-rules.js';
import type { Violations } from './violations.js';

/** The rules for one transmission that can be seen from itself alone. */
export function checkTransmission(violations: Violations, field: string, transmission: Input<Transmission>): void {
  checkChosenId(violations, `${field}id`, transmission.id);
  checkIdempotentKey(violations, `${field}idempotentKey`, transmission.idempotentKey);
  checkPast(violations, `${field}createdAt`, transmission.createdAt);
  checkRequired(violations, `${field}type`, transmission.type);
  checkActor(violations, `${field}sender`, transmission.sender);
  checkLength(violations, `${field}authorizationAttribute`, transmission.authorizationAttribute);
  checkLength(violations, `${field}externalReference`, transmission.externalReference);
  checkRequired(violations, `${field}content.title`, transmission.content?.title);
  checkContentValue(violations, `${field}content.title`, transmission.content?.title, plainText(255));
  checkContentValue(violations, `${field}content.summary`, transmission.content?.summary, plainText(255));
  checkContentValue(violations, `${field}content.contentReference`, transmission.content?.contentReference, embed);
  checkAttachments(violations, `${field}attachments`, transmission.attachments);
  for (const [index, action] of (transmission.navigationalActions ?? []).entries()) {
    checkRequiredLocalizations(violations, `${field}navigationalActions[${index}].title`, action.title);
    checkUrl(violations, `${field}navigationalActions[${index}].url`, action.url);
  }
}
