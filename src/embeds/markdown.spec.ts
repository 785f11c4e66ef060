import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Element, Root, RootContent } from 'hast';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown } from 'mdast-util-to-markdown';
import { embed, facts, heading, paragraph, quotation, steps, text, visible, writeMarkdown } from './markdown.js';

/** The tags that an embed may be rendered with. */
const tags = 'p em strong ul ol li a code pre blockquote hr h1 h2 h3 h4 h5 h6 br'.split(' ');

/** Renders an embed as the portal does: GitHub's flavour, no raw HTML, and a sanitizer. */
const portal = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).use(rehypeSanitize, defaultSchema);

function rendered(markdown: string): Root {
  return portal.runSync(portal.parse(markdown)) as Root;
}

function textOf(node: Root | RootContent): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

function elementsOf(node: Root | RootContent): Element[] {
  const own = node.type === 'element' ? [node] : [];
  return 'children' in node ? [...own, ...node.children.flatMap(elementsOf)] : own;
}

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1))',
  '![pixel](https://evil.example/p.png)',
  'https://evil.example and www.evil.example and a@evil.example',
  '<https://evil.example>',
  '# heading',
  '- list',
  '1. list',
  '> quote',
  '---',
  '```\ncode\n```',
  '| a | b |\n| - | - |\n| c | d |',
  '**bold** _em_ ~~gone~~ `code`',
  '[^1]\n\n[^1]: note',
  '- [ ] task',
  '&lt;b&gt; &amp; &copy;',
  'trailing\\',
  'a@b\\|c https://evil.example\\|d www.evil.example\\|e f\\@evil.example',
  'line\n===',
];

/** The elements that are not there to show a text to the letter, which is what `code` is for. */
const structureOf = (tree: Root) =>
  elementsOf(tree)
    .map(({ tagName }) => tagName)
    .filter((tag) => tag !== 'code');

describe('text in an embed', () => {
  it.each(hostile)('stays text: %p', (value) => {
    const tree = rendered(writeMarkdown(embed(paragraph(value))));
    expect(structureOf(tree)).toEqual(['p']);
    expect(textOf(tree)).toBe(visible(value));
  });

  it.each(hostile)('stays text in a fact: %p', (value) => {
    const tree = rendered(writeMarkdown(embed(facts([value, value]))));
    expect(structureOf(tree)).toEqual(['p', 'strong']);
    expect(textOf(tree)).toBe(`${visible(value)}: ${visible(value)}`);
  });

  it('stays text with any characters, in every place where an embed has text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'<>[]()!*_`~#|\\&:/.@-+=\n\t 1a') }),
      fc.array(fc.constantFrom(...hostile)).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const seen = visible(value);
        fc.pre(seen !== '');
        const tree = rendered(
          writeMarkdown(
            embed(heading(3, value), paragraph(value), steps([value]), facts(['Name', value]), quotation(value)),
          ),
        );
        const [lead, rest] = [['h3', 'p', 'ol', 'li', 'p', 'strong', 'blockquote'], structureOf(tree)];
        expect(rest.slice(0, lead.length)).toEqual(lead);
        expect(rest.slice(lead.length).filter((tag) => tag !== 'p' && tag !== 'br')).toEqual([]);
        expect(textOf(tree).replace(/\s+/g, '')).toBe(`${seen}${seen}${seen}Name:${seen}${seen}`.replace(/\s+/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('is read once, however long a word in it is', () => {
    const word = 'x'.repeat(1_000_000);
    expect(text(`${word} a@${word}`)).toEqual([
      { type: 'text', value: `${word} ` },
      { type: 'inlineCode', value: `a@${word}` },
    ]);
  });

  it('loses the characters that hide or reverse what is read', () => {
    expect(visible('a\u202eb\u200bc\u0000d')).toBe('abc d');
  });
});

describe('an embed', () => {
  it('uses nothing but the tags that a portal renders', () => {
    const written = embed(heading(3, 'Status'), paragraph('Text'), steps(['a']), facts(['a', 'b']), quotation('c\nd'));
    const html = unified()
      .use(rehypeStringify)
      .stringify(rendered(writeMarkdown(written)));
    const used = [...html.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag ?? '');
    expect(used.filter((tag) => !tags.includes(tag))).toEqual([]);
  });

  it('is the same as the library writes of the whole tree, byte for byte, for any blocks written before', () => {
    const whole: Options = { extensions: [gfmToMarkdown()], bullet: '-', emphasis: '_', rule: '-' };
    const word = fc.constantFrom(...hostile, 'Saksnummer', '15. januar 2026', '1. x', '| a |', 'å\nb', '', '*', 'a@b');
    const block = fc.oneof(
      word.map((value) => heading(3, value)),
      word.map(paragraph),
      word.map(quotation),
      fc.array(word, { maxLength: 4 }).map(steps),
      fc.array(fc.tuple(word, word), { maxLength: 4 }).map((pairs) => facts(...pairs)),
      fc.constant({ type: 'code', value: 'x' } as const),
      fc.constant({ type: 'thematicBreak' } as const),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
        const tree = embed(...blocks);
        const written = toMarkdown(tree, whole);
        expect([writeMarkdown(tree), writeMarkdown(tree)]).toEqual([written, written]);
      }),
      { numRuns: 500 },
    );
  });

  it('ends before the block that is one too many, and says that there is more', () => {
    const rest = paragraph('There is more.');
    for (const block of [
      paragraph('x'.repeat(60_000)),
      paragraph('漢'.repeat(20_000)),
      quotation('a@b '.repeat(500)),
    ]) {
      const shown = writeMarkdown(embed(block, block, block), rest);
      expect(shown).toMatch(/(^|\n\n)There is more\.\n$/);
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(100_000);
    }
    expect(writeMarkdown(embed(paragraph('x'.repeat(100_001))), rest)).toBe('There is more.\n');
  });

  it('keeps fifty lines of an end user’s own words; the words of the other lines follow in the last one', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `l${index}`);
    const shown = writeMarkdown(embed(quotation(lines.join('\r\n'))));
    expect(shown.split('\\\n')).toHaveLength(50);
    expect(shown.match(/l\d+/g)).toEqual(lines);
  });

  it('has facts as lines, and none for what has no value', () => {
    expect(writeMarkdown(embed(facts(['a', undefined])))).toBe('');
    const written = writeMarkdown(embed(facts(['a', undefined], ['b', 'c'], ['Case number', '1 | 2'])));
    expect(written).toBe('**b:** c\\\n**Case number:** 1 | 2\n');
  });

  it("keeps the paragraphs and lines of a user's own words", () => {
    expect(writeMarkdown(embed(quotation('One\ntwo\n\n \r\nthree\r\n')))).toBe('> One\\\n> two\n>\n> three\n');
  });
});
