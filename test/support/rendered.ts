import type { Element, Root, RootContent } from 'hast';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** The tags that front-channel-embeds.md lets an embed be rendered with. */
export const embedTags = 'p em strong ul ol li a code pre blockquote hr h1 h2 h3 h4 h5 h6 br'.split(' ');

/** Further tags of today's portal. */
export const tableTags = 'table thead tbody tr th td span'.split(' ');

/** Tags that a text must not bring about; let through here, so that a test sees them. */
const tagsOfMischief = 'img input del sup section'.split(' ');

/** Renders an embed as the portal does: GitHub's flavour, raw HTML dropped, and the tags it knows. */
const portal = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, { ...defaultSchema, tagNames: [...embedTags, ...tableTags, ...tagsOfMischief] });

/** An embed as the portal shows it. */
export function rendered(markdown: string): Root {
  return portal.runSync(portal.parse(markdown)) as Root;
}

/** The text that the user sees. */
export function textOf(node: Root | RootContent): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** Every element, from the top to the bottom. */
export function elementsOf(node: Root | RootContent): Element[] {
  const own = node.type === 'element' ? [node] : [];
  return 'children' in node ? [...own, ...node.children.flatMap(elementsOf)] : own;
}
