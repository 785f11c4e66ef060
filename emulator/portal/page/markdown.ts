import { toDom } from 'hast-util-to-dom';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** The tags that the real portal lets through. */
const tags = 'p em strong ul ol li a code pre blockquote hr h1 h2 h3 h4 h5 h6 br table thead tbody tr th td span';

/** Attributes that it lets through: no title, no start of a list, no id. */
const attributes = {
  a: ['href'],
  ...Object.fromEntries(['table', 'thead', 'tbody', 'tr'].map((tag) => [tag, ['className', 'style']])),
  ...Object.fromEntries(['th', 'td'].map((tag) => [tag, ['align', 'className', 'style']])),
};

/**
 * Renders markdown as the real portal does: GitHub's flavour, without raw HTML, and only elements that are on the
 * lists.
 */
const pipeline = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, { ...defaultSchema, tagNames: tags.split(' '), attributes });

/** @returns none: there is nothing to show, or, as in the real portal, the markdown cannot be rendered */
export function renderMarkdown(markdown: string): Element | undefined {
  try {
    const tree = pipeline.runSync(pipeline.parse(markdown));
    if (tree.children.length === 0) return undefined;
    const container = document.createElement('div');
    container.append(toDom(tree, { fragment: true }));
    return container;
  } catch {
    return undefined;
  }
}
