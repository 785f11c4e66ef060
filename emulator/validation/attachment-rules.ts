import type { Attachment } from '../model/dialog.js';
import type { Input } from '../model/input.js';
import { checkAuthorization, checkContext } from './authorization-rules.js';
import {
  checkChosenId,
  checkEnum,
  checkFuture,
  checkLength,
  checkRequired,
  checkUniqueIds,
  checkUrl,
} from './field-rules.js';
import { checkLocalizations } from './text-rules.js';
import type { Violations } from './violations.js';

/**
 * Each attachment has somewhere to be fetched.
 *
 * @param mayHaveExpired on a dialog that is there, one may have run out since
 */
export function checkAttachments(
  violations: Violations,
  field: string,
  attachments: readonly Input<Attachment>[] | null | undefined,
  mayHaveExpired = false,
): void {
  checkUniqueIds(violations, field, attachments);
  for (const [index, attachment] of (attachments ?? []).entries()) {
    const at = `${field}[${index}]`;
    checkChosenId(violations, `${at}.id`, attachment.id);
    checkAuthorization(violations, at, attachment);
    checkContext(violations, at, attachment);
    checkLocalizations(violations, `${at}.displayName`, attachment.displayName);
    checkLength(violations, `${at}.name`, attachment.name);
    checkRequired(violations, `${at}.urls`, attachment.urls ?? []);
    if (!mayHaveExpired) checkFuture(violations, `${at}.expiresAt`, attachment.expiresAt);
    for (const [urlIndex, { url, mediaType, consumerType }] of (attachment.urls ?? []).entries()) {
      checkLength(violations, `${at}.urls[${urlIndex}].mediaType`, mediaType);
      checkUrl(violations, `${at}.urls[${urlIndex}].url`, url);
      checkEnum(violations, `${at}.urls[${urlIndex}].consumerType`, consumerType);
    }
  }
}
