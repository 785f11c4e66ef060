import { type Language, languages, type Texts } from '../http/languages.js';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { formatDateTime } from '../embeds/date-format.js';
import { embedHtml } from '../embeds/embed-html.js';
import type { Embed } from '../embeds/markdown.js';
import type { Reader } from '../embeds/reader.js';
import type { HtmlPage } from '../pages/html-page.js';
import { problemKind } from '../http/problem-kinds.js';
import type { Problem } from '../http/problem.js';

/** Texts of our pages besides those of a dialog. */
export const pageTexts = {
  sender: { nb: 'Fra', nn: 'Frå', en: 'From' },
  party: { nb: 'Gjelder', nn: 'Gjeld', en: 'Concerns' },
  status: { nb: 'Status', nn: 'Status', en: 'Status' },
  dueAt: { nb: 'Frist', nn: 'Frist', en: 'Due' },
  files: { nb: 'Vedlegg', nn: 'Vedlegg', en: 'Attachments' },
  language: { nb: 'Språk', nn: 'Språk', en: 'Language' },
  logOut: { nb: 'Logg ut', nn: 'Logg ut', en: 'Log out' },
  loggedOut: { nb: 'Du er logget ut', nn: 'Du er logga ut', en: 'You are logged out' },
  closeWindow: {
    nb: 'Bruker du en maskin som andre også bruker, bør du lukke nettleseren.',
    nn: 'Bruker du ei maskin som andre òg bruker, bør du lukke nettlesaren.',
    en: 'If you are using a computer that others use too, you should close the browser.',
  },
  toPortal: {
    nb: 'Tilbake til dialogen i innboksen',
    nn: 'Tilbake til dialogen i innboksen',
    en: 'Back to the dialog in the inbox',
  },
  inPortal: {
    nb: 'Det du skal gjøre, gjør du i innboksen.',
    nn: 'Det du skal gjere, gjer du i innboksen.',
    en: 'Do what you have to do in the inbox.',
  },
  anotherPerson: {
    nb: 'Logg ut for å logge inn som en annen.',
    nn: 'Logg ut for å logge inn som ein annan.',
    en: 'Log out to log in as another person.',
  },
} as const satisfies Record<string, Texts>;

/** The languages by their own names. */
export const languageNames: Readonly<Record<Language, string>> = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' };

/** A dialog as its page shows it. */
export interface DialogPage {
  readonly reader: Reader;
  /** The dialog, by its id: the page has a link back to it in the portal. */
  readonly dialogId: string;
  readonly title: string;
  readonly sender?: string | undefined;
  /** The party that the dialog belongs to, as it is called where there is a name for it. */
  readonly party?: string | undefined;
  readonly status?: string | undefined;
  readonly dueAt?: Date | undefined;
  /** Contents of the page: the embeds that the portal shows. */
  readonly embeds: readonly Embed[];
  readonly files: readonly PageFile[];
}

/** A link to a file. */
export interface PageFile {
  readonly name: string;
  /** Relative to our public URL. */
  readonly path: string;
}

/** Settings of all pages. */
export interface PageSurroundings {
  readonly publicUrl: string;
  /** The dialog in the portal, which the page was opened from. */
  readonly dialogUrl: string;
}

/** The page of a dialog: what the portal shows of it, without the buttons. */
export function dialogPage(page: DialogPage, { publicUrl, dialogUrl }: PageSurroundings): HtmlPage {
  const { reader, title, embeds, files } = page;
  const { language } = reader;
  const body = [
    h('header', [languageLinks(language), h('a', { href: `${publicUrl}/logout` }, pageTexts.logOut[language])]),
    h('main', [
      h('h1', title),
      ...facts(page),
      ...embeds.flatMap((embed) => (embedHtml(embed).children as ElementContent[]).map(raised)),
      ...fileLinks(files, reader, publicUrl),
    ]),
    h('footer', [
      h('p', [`${pageTexts.inPortal[language]} `, h('a', { href: dialogUrl }, pageTexts.toPortal[language])]),
    ]),
  ];
  return { language, title, body };
}

const raisedHeadings: Readonly<Record<string, string>> = { h3: 'h2', h4: 'h3' };

/** In the portal an embed stands below two headings, and here below one. */
function raised(content: ElementContent): ElementContent {
  if (content.type !== 'element') return content;
  return { ...content, tagName: raisedHeadings[content.tagName] ?? content.tagName };
}

function languageLinks(current: Language): ElementContent {
  const links = languages.map((language) =>
    h('li', [
      h(
        'a',
        { href: `?lang=${language}`, lang: language, hrefLang: language, ariaCurrent: language === current && 'true' },
        languageNames[language],
      ),
    ]),
  );
  return h('nav', { ariaLabel: pageTexts.language[current] }, [h('ul', links)]);
}

function facts({ reader, sender, party, status, dueAt }: DialogPage): ElementContent[] {
  const { language } = reader;
  const pairs = [
    [pageTexts.sender[language], sender],
    [pageTexts.party[language], party],
    [pageTexts.status[language], status],
    [pageTexts.dueAt[language], dueAt && formatDateTime(dueAt, reader)],
  ] as const;
  const shown = pairs.flatMap(([name, value]) => (value === undefined ? [] : [h('dt', name), h('dd', value)]));
  return shown.length === 0 ? [] : [h('dl', shown)];
}

function fileLinks(files: readonly PageFile[], { language }: Reader, publicUrl: string): ElementContent[] {
  if (files.length === 0) return [];
  const links = files.map(({ name, path }) =>
    h('li', [h('a', { href: `${publicUrl}${path}?lang=${language}` }, name)]),
  );
  return [h('h2', pageTexts.files[language]), h('ul', links)];
}

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

export function loggedOutPage(language: Language): HtmlPage {
  const title = pageTexts.loggedOut[language];
  return { language, title, body: [h('main', [h('h1', title), h('p', pageTexts.closeWindow[language])])] };
}
