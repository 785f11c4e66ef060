import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { type Language, languages } from '../../src/http/languages.js';
import { problemKinds } from '../../src/http/problem-kinds.js';
import { constraintNames, constraintTexts } from '../../src/http/validation-texts.js';
import { languageNames, pageTexts } from '../../src/navigation/dialog-page.js';
import { schemasPageTexts } from '../../src/openapi/schemas-page.js';
import * as licenceEmbedTexts from '../../src/serving-licence/embeds/embed-texts.js';
import * as licenceTexts from '../../src/serving-licence/texts.js';

type Found = readonly [where: string, texts: Readonly<Partial<Record<Language, string>>>];

/** Every text in a value, wherever it stands, with where that is. */
function textsIn(value: unknown, where: string): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  if (languages.some((language) => language in value)) return [[where, value as Found[1]]];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, `${where}.${name}`));
}

const all = Object.entries({
  problemKinds,
  constraints: constraintNames.map((name) => constraintTexts(name, 7)),
  pageTexts,
  languageNames: { all: languageNames },
  schemasPageTexts,
  licenceEmbedTexts,
  deletableFrom: { sentence: licenceEmbedTexts.deletableFrom('1. mai 2026') },
  licenceTexts,
}).flatMap(([name, value]) => textsIn(value, name));

/** The text files of the source, but for tests. */
function sources(): string[] {
  const folder = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts')).map((file) => `${folder}/${file}`);
}

describe('every text for an end user', () => {
  it('is there in every language, and says something', () => {
    expect(all.length).toBeGreaterThan(100);
    for (const [where, texts] of all) {
      const said = languages.map((language) => `${language}: ${texts[language]?.trim() ? 'there' : 'missing'}`);
      expect([where, ...said]).toEqual([where, 'nb: there', 'nn: there', 'en: there']);
    }
  });

  it('is not in another language by mistake', () => {
    const notNynorsk =
      /\b(ikke|jeg|dere|noen|noe|hvordan|hva|hvis|fra|være|gjøre|bli|ble|blir slettet|søknad(?:en)? er sendt)\b/i;
    const notBokmål = /\b(ikkje|eg|dykk|noko|korleis|kva|frå|vere|gjere|vart|vert)\b/i;
    const notEnglish = /[æøå]|\b(ikke|ikkje|og|eller|er)\b/i;
    for (const [where, { nb = '', nn = '', en = '' }] of all) {
      if (where.startsWith('languageNames')) continue;
      expect([where, notNynorsk.exec(nn)?.[0], notBokmål.exec(nb)?.[0], notEnglish.exec(en)?.[0]]).toEqual([
        where,
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  it('keeps to one word where a language has several', () => {
    const otherWord = {
      nb: /\b(frem|kommunens skjenkekontor)\b/i,
      nn: /\b(tryggings\w*|handsam\w*|gje|gjev|gjeve|ber|vart|vert|bede)\b/i,
      en: /\b(level of security|authentication level|commit the business)\b/i,
    };
    for (const [where, texts] of all) {
      const found = languages.map((language) => otherWord[language].exec(texts[language] ?? '')?.[0]);
      expect([where, ...found]).toEqual([where, undefined, undefined, undefined]);
    }
  });

  it('is written plainly: no double spaces, no space at an end, no sentence of more than 30 words', () => {
    for (const [where, texts] of all) {
      for (const text of Object.values(texts)) {
        expect([where, text]).toEqual([where, text.trim().replace(/\s+/g, ' ')]);
        const longest = Math.max(...text.split(/[.:!?](?:\s|$)/).map((sentence) => sentence.split(' ').length));
        expect([where, longest <= 30]).toEqual([where, true]);
      }
    }
  });

  it('stands beside its translations, wherever in the source it is', () => {
    for (const file of sources()) {
      const source = readFileSync(file, 'utf8');
      const [nb, nn, en] = languages.map((language) => source.match(new RegExp(`\\b${language}: ['"\`]`, 'g'))?.length);
      expect([file, nn, en]).toEqual([file, nb, nb]);
    }
  });
});
