import type { Root } from 'hast';
import { defaultSchema, sanitize, type Schema } from 'hast-util-sanitize';
import { toHast } from 'mdast-util-to-hast';
import type { Embed } from './markdown.js';

/** The tags that an embed may be shown with (front channel embeds). */
const tagNames = 'p em strong ul ol li a code pre blockquote hr br h1 h2 h3 h4 h5 h6'.split(' ');

const schema: Schema = {
  ...defaultSchema,
  tagNames,
  attributes: { a: ['href'], ol: ['start'] },
  protocols: { href: ['http', 'https', 'mailto'] },
};

/** An embed as HTML, for a page of ours: made and sanitized as the portal does it, from the tree on. */
export function embedHtml(embed: Embed): Root {
  return sanitize(toHast(embed), schema) as Root;
}
