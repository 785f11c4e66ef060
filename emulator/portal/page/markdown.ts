import { toDom } from 'hast-util-to-dom';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** The tags that the real portal lets through. */
const tags = 'p em strong ul ol li a code pre blockquote hr h1 h2 h3 h4 h5 h6 br table thead tbody tr th td span';

/** What the real portal does with markdown: GitHub's flavour, raw HTML dropped, and then only what is on the list. */
const pipeline = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, { ...defaultSchema, tagNames: tags.split(' ') });

export function renderMarkdown(markdown: string): Node {
  return toDom(pipeline.runSync(pipeline.parse(markdown)), { fragment: true });
}
