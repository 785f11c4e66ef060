import { h } from 'hastscript';
import type { HtmlPage } from '../http/html-page.js';
import type { Language } from '../http/languages.js';
import { pageTexts } from './page-texts.js';

export function loggedOutPage(language: Language): HtmlPage {
  const title = pageTexts.loggedOut[language];
  return { language, title, body: [h('main', [h('h1', title), h('p', pageTexts.closeWindow[language])])] };
}
