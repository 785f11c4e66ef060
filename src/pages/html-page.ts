import { createHash } from 'node:crypto';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { toHtml } from 'hast-util-to-html';
import type { Language } from '../http/languages.js';

/** The style sheet of our pages: the browser's own look, readable on a phone and in the dark. */
export const pageStyle = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 25%, transparent); --link: #004e95; }
@media (prefers-color-scheme: dark) { :root { --link: #9ecbff; } }
* { box-sizing: border-box; }
html { background: Canvas; color: CanvasText; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 44rem; font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
header, footer { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
header { justify-content: space-between; margin-bottom: 2rem; padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 2rem 0 .5rem; font-size: 1.25rem; }
h4 { margin: 1.5rem 0 .5rem; font-size: 1.0625rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
blockquote { margin: 0 0 1rem; padding-left: 1rem; border-left: .25rem solid var(--line); }
dl { margin: 0 0 1rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
pre { padding: 1rem; border: 1px solid var(--line); white-space: pre-wrap; }
`;

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
