import type { Check } from '../check.js';
import { type Refused, refusals } from '../refusals.js';
import { content, embed, localized, text } from '../samples.js';
import { sources } from '../sources.js';

const mediaTypes: readonly [kind: string, mediaType: string, value?: string][] = [
  ['title', 'text/markdown'],
  ['summary', 'text/markdown'],
  ['senderName', 'text/markdown'],
  ['nonSensitiveTitle', 'text/markdown'],
  ['extendedStatus', 'text/markdown'],
  ['mainContentReference', 'text/plain'],
  ['mainContentReference', 'application/vnd.dialogporten.frontchannelembed-url', 'https://provider.example/x'],
  [
    'mainContentReference',
    'application/vnd.dialogporten.frontchannelembed-url; type=text/markdown',
    'https://provider.example/x',
  ],
];

/** Invalid texts and embeds. Correspondence may have longer texts, and HTML embeds take a scope of their own. */
export const refusedContent: readonly Check[] = refusals([
  ['without content', sources.createRules, { content: null }, ['dto.content']],
  ['without a title', sources.createContentRules, { content: { summary: text('x') } }, ['dto.content']],
  [
    'with a title in no language',
    sources.contentValueRules,
    { content: { title: { value: [] } } },
    ['dto.content.value'],
  ],
  [
    'with a title of 256 characters',
    sources.localizationRules,
    { content: content({ title: text('x'.repeat(256)) }) },
    ['dto.content.value[0].value'],
    'scopes',
  ],
  [
    'with a title of 128 emoji, which are 256 UTF-16 code units',
    sources.localizationRules,
    { content: content({ title: text('😀'.repeat(128)) }) },
    ['dto.content.value[0].value'],
    'scopes',
  ],
  [
    'with a summary of 256 characters',
    sources.localizationRules,
    { content: content({ summary: text('x'.repeat(256)) }) },
    ['dto.content.value[0].value'],
    'scopes',
  ],
  [
    'with an unknown language',
    sources.localizationRules,
    { content: content({ title: { value: localized('x', 'xx') } }) },
    ['dto.content.value[0].languageCode'],
  ],
  [
    'with the language no',
    sources.localizationRules,
    { content: content({ title: { value: localized('x', 'no') } }) },
    ['dto.content.value[0].languageCode'],
  ],
  [
    'with an embed that is empty',
    sources.contentValueRules,
    { content: content({ mainContentReference: embed('') }) },
    ['dto.content.value[0].value'],
  ],
  ...['http://provider.example/x', 'http://localhost/x', 'ftp://provider.example/x', '/relative', 'not a url'].map(
    (url): Refused => [
      `with an embed at ${url}`,
      sources.uriRules,
      { content: content({ mainContentReference: embed(url) }) },
      ['dto.content.value[0].value'],
    ],
  ),
  [
    'with an embed whose URL has more than 1023 characters',
    sources.localizationRules,
    { content: content({ mainContentReference: embed(`https://provider.example/${'x'.repeat(1000)}`) }) },
    ['dto.content.value[0].value'],
  ],
  [
    'whose additionalInfo is text/html',
    sources.contentTypes,
    { content: content({ additionalInfo: text('x', 'text/html') }) },
    ['dto.content.mediaType'],
    'scopes',
  ],
  ...mediaTypes.map(([kind, mediaType, value = 'x']): Refused => [
    `whose ${kind} is ${mediaType}`,
    sources.contentTypes,
    { content: content({ [kind]: text(value, mediaType) }) },
    ['dto.content.mediaType'],
  ]),
]);
