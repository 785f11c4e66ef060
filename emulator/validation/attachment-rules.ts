import type { Attachment } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { checkChosenId, checkFuture, checkLength, checkRequired, checkUrl } from './field-rules.js';
import { checkLocalizations } from './text-rules.js';
import type { Violations } from './violations.js';

/** Each attachment has somewhere to be fetched. */
export function checkAttachments(
  violations: Violations,
  field: string,
  attachments: readonly Input<Attachment>[] | null | undefined,
): void {
  for (const [index, attachment] of (attachments ?? []).entries()) {
    const at = `${field}[${index}]`;
    checkChosenId(violations, `${at}.id`, attachment.id);
    checkLength(violations, `${at}.name`, attachment.name);
    checkLocalizations(violations, `${at}.displayName`, attachment.displayName);
    checkFuture(violations, `${at}.expiresAt`, attachment.expiresAt);
    if (!attachment.urls?.length) violations.add(`${at}.urls`, 'must not be empty');
    for (const [urlIndex, { url, consumerType }] of (attachment.urls ?? []).entries()) {
      checkUrl(violations, `${at}.urls[${urlIndex}].url`, url);
      checkRequired(violations, `${at}.urls[${urlIndex}].consumerType`, consumerType);
    }
  }
}
