import { h } from 'hastscript';
import type { HtmlPage } from '../http/html-page.js';
import type { Language } from '../http/languages.js';
import { problemKind } from '../http/problem-kinds.js';
import type { Problem } from '../http/problem.js';
import { pageTexts } from './page-texts.js';

/** A problem as a page for people. */
export function problemPage({ kind }: Problem, language: Language, publicUrl: string): HtmlPage {
  const { title, detail } = problemKind(kind);
  const couldBeSomebodyElse = kind === 'no-access' || kind === 'insufficient-level';
  const ways = [
    h('p', pageTexts.anotherPerson[language]),
    h('p', [h('a', { href: `${publicUrl}/logout` }, pageTexts.logOut[language])]),
  ];
  return {
    language,
    title: title[language],
    body: [h('main', [h('h1', title[language]), h('p', detail[language]), ...(couldBeSomebodyElse ? ways : [])])],
  };
}
