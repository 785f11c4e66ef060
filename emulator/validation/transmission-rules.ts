import type { Transmission } from '../model/dialog.js';
import type { Input } from '../model/input.js';
import { checkActor } from './actor-rules.js';
import { checkAttachments } from './attachment-rules.js';
import { checkAuthorization, checkContext } from './authorization-rules.js';
import { checkChosenId, checkEnum, checkFuture, checkLength, checkPast, checkUri, checkUrl } from './field-rules.js';
import { checkIdempotentKey } from './idempotent-key-rule.js';
import { embeds, plain } from './media-types.js';
import { checkContent, checkRequiredLocalizations, type ContentRule } from './text-rules.js';
import type { Violations } from './violations.js';

const contentRules: Readonly<Record<'title' | 'summary' | 'contentReference', ContentRule>> = {
  title: { mediaTypes: plain, longest: 255 },
  summary: { mediaTypes: plain, longest: 255 },
  contentReference: { mediaTypes: embeds, longest: 1023 },
};

/** Further facts that the rules for a transmission depend on. */
export interface TransmissionManner {
  /** Whether people never see its dialog, so that it may be without content. */
  readonly isApiOnly?: boolean;
  /** Whether it takes the place of one that is there: its moment is not looked at, and attachments may have run out. */
  readonly isThere?: boolean;
}

/** The rules for one transmission that can be seen from itself alone. */
export function checkTransmission(
  violations: Violations,
  at: string,
  transmission: Input<Transmission>,
  { isApiOnly = false, isThere = false }: TransmissionManner = {},
): void {
  checkChosenId(violations, `${at}.id`, transmission.id);
  if (!isThere) checkPast(violations, `${at}.createdAt`, transmission.createdAt);
  checkUri(violations, `${at}.extendedType`, transmission.extendedType);
  checkLength(violations, `${at}.externalReference`, transmission.externalReference);
  checkEnum(violations, `${at}.type`, transmission.type);
  if (transmission.relatedTransmissionId && transmission.relatedTransmissionId === transmission.id) {
    violations.add(`${at}.relatedTransmissionId`, 'A transmission cannot reference itself.');
  }
  checkActor(violations, `${at}.sender`, transmission.sender);
  checkAuthorization(violations, at, transmission);
  checkContext(violations, at, transmission);
  checkAttachments(violations, `${at}.attachments`, transmission.attachments, isThere);
  for (const [index, action] of (transmission.navigationalActions ?? []).entries()) {
    const of = `${at}.navigationalActions[${index}]`;
    checkRequiredLocalizations(violations, `${of}.title`, action.title);
    checkUrl(violations, `${of}.url`, action.url);
    checkFuture(violations, `${of}.expiresAt`, action.expiresAt);
    checkContext(violations, of, action);
  }
  checkIdempotentKey(violations, `${at}.idempotentKey`, transmission.idempotentKey);
  checkContent(violations, `${at}.content`, transmission.content, contentRules, !isApiOnly);
}
