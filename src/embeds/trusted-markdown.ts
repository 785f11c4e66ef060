import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Embed } from './markdown.js';

/** A text that is given as markdown has a part that portals do not show. */
export class MarkdownError extends Error {
  override readonly name = 'MarkdownError';
}

/** Markdown that portals show: text, and the tags `p em strong ul ol li a code pre blockquote hr h1–h6 br`. */
const shown: ReadonlySet<Nodes['type']> = new Set([
  'blockquote',
  'break',
  'code',
  'emphasis',
  'heading',
  'inlineCode',
  'link',
  'list',
  'listItem',
  'paragraph',
  'root',
  'strong',
  'text',
  'thematicBreak',
]);

/** Addresses of links. A link has no other attribute. */
const linkForm = /^(?:https?:\/\/|mailto:)/i;

/**
 * A tree of a text that **is** markdown (CommonMark 0.31.2), and is trusted: that of an editor of the agency's, say. A text of
 * an end user or another system goes through the builders instead, which leave it a text.
 *
 * @throws {MarkdownError} that names the part that portals do not show, and its line: HTML, images, references, titles of links, links
 * that lead to no http, https or mailto address.
 */
export function trustedMarkdown(source: string): Embed {
  return asShown(fromMarkdown(source)) as Root;
}

/** The node without its place in the source. */
function asShown({ position, ...node }: Nodes): Nodes {
  const line = `line ${position?.start.line}`;
  if (!shown.has(node.type))
    throw new MarkdownError(`the markdown has ${node.type}, which portals do not show (${line})`);
  if (node.type === 'link' && !linkForm.test(node.url)) {
    throw new MarkdownError(`the markdown has a link that is no http, https or mailto address (${line})`);
  }
  if (node.type === 'link' && typeof node.title === 'string') {
    throw new MarkdownError(`the markdown has a link with a title, which portals do not show (${line})`);
  }
  return 'children' in node ? ({ ...node, children: node.children.map(asShown) } as Nodes) : (node as Nodes);
}
