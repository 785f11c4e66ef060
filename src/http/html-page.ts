import { createHash } from 'node:crypto';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { toHtml } from 'hast-util-to-html';
import type { Language } from './languages.js';
import { pageStyle } from './page-style.js';

/** One page of ours. It is made as a tree and written at the end, so a text stays text. */
export interface HtmlPage {
  readonly language: Language;
  readonly title: string;
  readonly body: readonly ElementContent[];
}

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** Headers of every page of ours: no script, no frame, nothing from elsewhere, and never kept. */
export const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** The whole document. */
export function writePage({ language, title, body }: HtmlPage): string {
  const head = h('head', [
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', title),
    h('style', pageStyle),
  ]);
  return `<!doctype html>${toHtml(h('html', { lang: language }, [head, h('body', [...body])]))}`;
}
