import { checkNotBefore, checkShortest, checkUri } from '../validation/field-rules.js';
import { isParty } from '../validation/identifiers.js';
import { isLanguageCode, normalisedLanguage } from '../validation/language-code.js';
import { partyForm } from '../validation/party-form.js';
import type { Violations } from '../validation/violations.js';
import { isContentSeen } from './derived.js';
import type { Dialog } from '../model/dialog.js';

type Optional<T> = T | null | undefined;
type Texts = Optional<readonly string[]>;

/** Criteria of a search: all that the REST APIs and GraphQL offer. */
export interface SearchFilter {
  readonly org?: Texts;
  readonly serviceResource?: Texts;
  readonly party?: Texts;
  readonly extendedStatus?: Texts;
  readonly externalReference?: Optional<string>;
  readonly status?: Texts;
  readonly process?: Optional<string>;
  readonly systemLabel?: Texts;
  readonly excludeApiOnly?: Optional<boolean>;
  readonly isContentSeen?: Optional<boolean>;
  readonly createdAfter?: Optional<string>;
  readonly createdBefore?: Optional<string>;
  readonly updatedAfter?: Optional<string>;
  readonly updatedBefore?: Optional<string>;
  readonly contentUpdatedAfter?: Optional<string>;
  readonly contentUpdatedBefore?: Optional<string>;
  readonly dueAfter?: Optional<string>;
  readonly dueBefore?: Optional<string>;
  readonly visibleAfter?: Optional<string>;
  readonly visibleBefore?: Optional<string>;
  readonly search?: Optional<string>;
  readonly searchLanguageCode?: Optional<string>;
  /** A service owner's; with `*` at its end, every label that begins so. */
  readonly serviceOwnerLabels?: Texts;
}

/** How many values a filter may have (`GET /metadata/limits`). */
export interface SearchLimits {
  readonly maxPartyFilterValues: number;
  readonly maxServiceResourceFilterValues: number;
  readonly maxOrgFilterValues?: number;
  readonly maxExtendedStatusFilterValues: number;
}

/** The limits that Dialogporten has by default. */
export const searchLimits = {
  endUserSearch: {
    maxPartyFilterValues: 100,
    maxServiceResourceFilterValues: 20,
    maxOrgFilterValues: 20,
    maxExtendedStatusFilterValues: 20,
  },
  serviceOwnerSearch: {
    maxPartyFilterValues: 20,
    maxServiceResourceFilterValues: 20,
    maxExtendedStatusFilterValues: 20,
  },
} as const;

/** The moments that have a filter for after and one for before. */
const moments = {
  created: 'createdAt',
  updated: 'updatedAt',
  contentUpdated: 'contentUpdatedAt',
  due: 'dueAt',
  visible: 'visibleFrom',
} as const satisfies Record<string, keyof Dialog>;
type Moment = keyof typeof moments;

/** Checks a filter as SearchDialogQueryValidator.cs does. */
export function checkFilter(violations: Violations, filter: SearchFilter, limits: SearchLimits): void {
  checkShortest(violations, 'search', filter.search, 3);
  const { searchLanguageCode: language } = filter;
  if (typeof language === 'string' && !isLanguageCode(normalisedLanguage(language)))
    violations.add('searchLanguageCode', `'SearchLanguageCode' '${language}' is not a valid language code.`);
  for (const [index, party] of (filter.party ?? []).entries())
    if (!isParty(party)) violations.add(`party[${index}]`, `'Party' ${partyForm}`);
  checkCount(violations, 'org', filter.org, limits.maxOrgFilterValues);
  checkCount(violations, 'serviceResource', filter.serviceResource, limits.maxServiceResourceFilterValues);
  checkCount(violations, 'party', filter.party, limits.maxPartyFilterValues);
  checkCount(violations, 'extendedStatus', filter.extendedStatus, limits.maxExtendedStatusFilterValues);
  checkUri(violations, 'process', filter.process);
  for (const name of Object.keys(moments) as Moment[]) {
    const after = { property: `${name}After`, moment: filter[`${name}After`] };
    checkNotBefore(violations, `${name}Before`, filter[`${name}Before`], after);
  }
}

function checkCount(violations: Violations, name: string, values: Texts, most = Number.POSITIVE_INFINITY): void {
  const count = (values ?? []).length;
  if (count > most) violations.add(`${name}.Count`, `'Count' must be less than or equal to '${most}'.`);
}

/** Is the dialog one of those that are searched for? */
export function isFound(dialog: Dialog, filter: SearchFilter): boolean {
  return (
    isAmong(filter.org, dialog.org) &&
    isAmong(filter.serviceResource, dialog.serviceResource) &&
    isAmong(filter.party, dialog.party) &&
    isAmong(filter.extendedStatus, dialog.extendedStatus) &&
    isAmong(filter.status, dialog.status) &&
    (typeof filter.externalReference !== 'string' || filter.externalReference === dialog.externalReference) &&
    (typeof filter.process !== 'string' || filter.process === dialog.process) &&
    (filter.systemLabel ?? []).every((label) => dialog.endUserContext.systemLabels.includes(label)) &&
    !(filter.excludeApiOnly === true && dialog.isApiOnly) &&
    (typeof filter.isContentSeen !== 'boolean' || filter.isContentSeen === isContentSeen(dialog)) &&
    (Object.keys(moments) as Moment[]).every((name) => isWithin(dialog, filter, name)) &&
    (filter.serviceOwnerLabels ?? []).every((label) => hasLabel(dialog, label)) &&
    (typeof filter.search !== 'string' ||
      textsOf(dialog, filter.searchLanguageCode).includes(filter.search.toLowerCase()))
  );
}

function isAmong(wanted: Texts, value: string | undefined): boolean {
  return !wanted?.length || wanted.some((each) => each.toLowerCase() === value?.toLowerCase());
}

function isWithin(dialog: Dialog, filter: SearchFilter, name: Moment): boolean {
  const [after, before] = [filter[`${name}After`], filter[`${name}Before`]];
  if (typeof after !== 'string' && typeof before !== 'string') return true;
  const moment = Date.parse(dialog[moments[name]] ?? '');
  return (
    !Number.isNaN(moment) &&
    (typeof after !== 'string' || moment >= Date.parse(after)) &&
    (typeof before !== 'string' || moment <= Date.parse(before))
  );
}

function hasLabel({ serviceOwnerContext }: Dialog, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return serviceOwnerContext.serviceOwnerLabels.some(({ value }) =>
    lower.endsWith('*') ? value.toLowerCase().startsWith(lower.slice(0, -1)) : value.toLowerCase() === lower,
  );
}

/** The texts that are searched; tags are in no language. */
function textsOf({ content, searchTags, transmissions, activities, attachments }: Dialog, language: Optional<string>) {
  const contents = [content, ...transmissions.map((transmission) => transmission.content)].flatMap((each) =>
    Object.values(each).filter(({ mediaType }) => mediaType.startsWith('text/')),
  );
  const texts = [
    ...contents.flatMap(({ value }) => value),
    ...activities.flatMap(({ description = [] }) => description),
    ...attachments.flatMap(({ displayName = [] }) => displayName),
  ];
  const wanted = language && normalisedLanguage(language);
  const found = texts.filter(({ languageCode }) => !wanted || languageCode === wanted);
  return [...found, ...searchTags].map(({ value }) => value.toLowerCase()).join('\n');
}
