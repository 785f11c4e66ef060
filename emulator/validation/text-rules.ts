import type { ContentValue, Localization } from '../model/dialog.js';
import type { Input } from '../model/input.js';
import { checkHttps, checkLength, checkRequired, propertyOf } from './field-rules.js';
import { isLanguageCode, normalisedLanguage } from './language-code.js';
import { embedPrefix, type MediaTypes } from './media-types.js';
import type { Violations } from './violations.js';

type Localizations = readonly Input<Localization>[] | null | undefined;

/** Limits for a kind of text. */
export interface ContentRule {
  readonly mediaTypes: MediaTypes;
  readonly longest: number;
}

/** Texts in several languages: each language once, no text empty or too long. */
export function checkLocalizations(violations: Violations, field: string, texts: Localizations, longest = 255): void {
  const languages = (texts ?? []).map(({ languageCode }) => normalisedLanguage(languageCode ?? ''));
  if (new Set(languages).size < languages.length) violations.add(field, 'Can not contain a language twice.');
  for (const [index, { value }] of (texts ?? []).entries()) {
    const at = `${field}[${index}]`;
    const language = languages[index]!;
    checkRequired(violations, `${at}.value`, value);
    checkLength(violations, `${at}.value`, value, longest);
    if (!isLanguageCode(language)) {
      violations.add(`${at}.languageCode`, `'LanguageCode' '${language}' is not a valid language code.`);
    }
  }
}

/** Texts that must be there, in at least one language. */
export function checkRequiredLocalizations(violations: Violations, field: string, texts: Localizations): void {
  checkRequired(violations, field, texts ?? []);
  checkLocalizations(violations, field, texts);
}

/**
 * The texts of a dialog or transmission, by the rules for each of them. ContentValueDtoValidator.cs does not say which of
 * them it found fault with: all have the same keys.
 *
 * @param field of the content as a whole
 */
export function checkContent<Name extends string>(
  violations: Violations,
  field: string,
  content: Input<Partial<Record<Name, ContentValue>>> | null | undefined,
  rules: Readonly<Record<Name, ContentRule>>,
  isRequired: boolean,
): void {
  if (!content) {
    if (isRequired) checkRequired(violations, field, content);
    return;
  }
  const texts = content as Readonly<Record<Name, Input<ContentValue> | null | undefined>>;
  if (!texts['title' as Name]) violations.add(field, 'Title must not be empty.');
  for (const [name, rule] of Object.entries(rules) as [Name, ContentRule][]) {
    const value = texts[name];
    if (value) checkContentValue(violations, field, propertyOf(name), value, rule);
  }
}

function checkContentValue(
  violations: Violations,
  field: string,
  name: string,
  { mediaType, value }: Input<ContentValue>,
  { mediaTypes, longest }: ContentRule,
): void {
  const sent = mediaType ?? 'text/plain';
  const allowed = mediaTypes(violations.context);
  if (!allowed.includes(sent)) {
    violations.add(`${field}.mediaType`, `MediaType '${sent}' is not allowed for content type ${name}.`);
  }
  if (sent.toLowerCase().startsWith(embedPrefix)) {
    for (const [index, text] of (value ?? []).entries()) {
      checkHttps(violations, `${field}.value[${index}].value`, text.value ?? '');
    }
  }
  checkRequired(violations, `${field}.value`, value ?? []);
  checkLocalizations(violations, `${field}.value`, value, longest);
}
