import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { formatDateTime } from '../embeds/date-format.js';
import { embedHtml } from '../embeds/embed-html.js';
import type { Embed } from '../embeds/markdown.js';
import type { Reader } from '../embeds/reader.js';
import type { HtmlPage } from '../http/html-page.js';
import { type Language, languages } from '../http/languages.js';
import { languageNames, pageTexts } from './page-texts.js';

/** A dialog as its page shows it. */
export interface DialogPage {
  readonly reader: Reader;
  readonly title: string;
  readonly sender?: string | undefined;
  readonly status?: string | undefined;
  readonly dueAt?: Date | undefined;
  /** What it says inside: the same as the portal shows. */
  readonly embeds: readonly Embed[];
  readonly files: readonly PageFile[];
}

/** A link to a file. */
export interface PageFile {
  readonly name: string;
  /** Relative to our public URL. */
  readonly path: string;
}

/** The page of a dialog: what the portal shows of it, without the buttons. */
export function dialogPage(page: DialogPage, publicUrl: string): HtmlPage {
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
    h('footer', [h('p', pageTexts.inPortal[language])]),
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

function facts({ reader, sender, status, dueAt }: DialogPage): ElementContent[] {
  const { language } = reader;
  const pairs = [
    [pageTexts.status[language], status],
    [pageTexts.dueAt[language], dueAt && formatDateTime(dueAt, reader)],
  ] as const;
  const shown = pairs.flatMap(([name, value]) => (value === undefined ? [] : [h('dt', name), h('dd', value)]));
  return [...(sender === undefined ? [] : [h('p', sender)]), ...(shown.length === 0 ? [] : [h('dl', shown)])];
}

function fileLinks(files: readonly PageFile[], { language }: Reader, publicUrl: string): ElementContent[] {
  if (files.length === 0) return [];
  const links = files.map(({ name, path }) =>
    h('li', [h('a', { href: `${publicUrl}${path}?lang=${language}` }, name)]),
  );
  return [h('h2', pageTexts.files[language]), h('ul', links)];
}
