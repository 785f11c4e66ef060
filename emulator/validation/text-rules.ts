import type { ContentValue, Localization } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { checkLength, checkRequired, checkUrl } from './field-rules.js';
import type { Violations } from './violations.js';

type Localizations = readonly Input<Localization>[] | null | undefined;

/** What a kind of text allows: its media types and length, or that its values are URLs. */
export interface ContentRule {
  readonly mediaTypes: readonly string[];
  readonly longest: number;
  readonly isUrl?: boolean;
}

/** A front channel embed. */
export const embed: ContentRule = {
  mediaTypes: [
    'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown',
    'application/vnd.dialogporten.frontchannelembed-url;type=text/html',
  ],
  longest: 1023,
  isUrl: true,
};

/** Plain text of at most so many characters. */
export function plainText(longest: number): ContentRule {
  return { mediaTypes: ['text/plain'], longest };
}

/** Texts in several languages: each language once, no text empty or too long. */
export function checkLocalizations(violations: Violations, field: string, texts: Localizations, longest = 255): void {
  const languages = new Set<string>();
  for (const [index, { languageCode, value }] of (texts ?? []).entries()) {
    const at = `${field}[${index}]`;
    if (!/^[a-z]{2}$/.test(languageCode ?? '')) violations.add(`${at}.languageCode`, 'must be two letters');
    else if (languages.has(languageCode!)) violations.add(`${at}.languageCode`, 'must be unique');
    languages.add(languageCode ?? '');
    checkRequired(violations, `${at}.value`, value);
    checkLength(violations, `${at}.value`, value, longest);
  }
}

/** Texts that must be there, in at least one language. */
export function checkRequiredLocalizations(violations: Violations, field: string, texts: Localizations): void {
  if (!texts?.length) violations.add(field, 'must not be empty');
  checkLocalizations(violations, field, texts);
}

/** A content value, if there is one, by the rule for its kind of text. */
export function checkContentValue(
  violations: Violations,
  field: string,
  content: Input<ContentValue> | null | undefined,
  rule: ContentRule,
): void {
  if (!content) return;
  if (!rule.mediaTypes.includes(content.mediaType ?? '')) {
    violations.add(`${field}.mediaType`, `must be ${rule.mediaTypes.join(' or ')}`);
  }
  if (!content.value?.length) violations.add(`${field}.value`, 'must not be empty');
  checkLocalizations(violations, `${field}.value`, content.value, rule.longest);
  if (!rule.isUrl) return;
  for (const [index, { value }] of (content.value ?? []).entries()) {
    if (value && value.length <= rule.longest) checkUrl(violations, `${field}.value[${index}].value`, value);
  }
}
