import { describe, expect, it } from '@jest/globals';
import { toHtml } from 'hast-util-to-html';
import { rendered } from '../../test/support/rendered.js';
import { embedHtml } from './embed-html.js';
import { embed, facts, heading, paragraph, quotation, steps, writeMarkdown } from './markdown.js';

const hostile = '<b onclick=x>*a*</b> [y](javascript:z) ![i](u) www.evil.example | `c` &amp; \u202E';

const everything = embed(
  heading(3, `Heading ${hostile}`),
  paragraph(hostile),
  steps(['One', hostile]),
  facts(['Name', hostile], [hostile, 'Value']),
  heading(4, 'Reason'),
  quotation(`One\ntwo\n\n${hostile}`),
);

/** Without the line breaks between blocks, which show nothing. */
const tidied = (html: string) => html.replace(/\s*\n\s*/g, '');

describe('embedHtml', () => {
  it('makes of an embed what the portal makes of its markdown', () => {
    const portal = toHtml(rendered(writeMarkdown(everything)));
    expect(tidied(toHtml(embedHtml(everything)))).toBe(tidied(portal));
  });

  it('lets nothing in a text become an element, an attribute or a link', () => {
    const html = toHtml(embedHtml(everything));
    expect(html).not.toMatch(/<(b|img|script|a|span)\b|\son\w+="|href=/);
    expect(html).toContain('&#x3C;b onclick=x>*a*');
  });

  it('lets through no tag and no address that an embed may not have', () => {
    const forged = { type: 'root', children: [] } as ReturnType<typeof embed>;
    forged.children.push(
      { type: 'html', value: '<script>alert(1)</script>' },
      { type: 'paragraph', children: [{ type: 'link', url: 'javascript:alert(1)', children: [] }] },
      { type: 'paragraph', children: [{ type: 'image', url: 'https://evil.example/x.png' }] },
    );
    expect(tidied(toHtml(embedHtml(forged)))).toBe('<p><a></a></p><p></p>');
  });
});
