import { describe, expect, it } from '@jest/globals';
import { writeMarkdown } from './markdown.js';
import { MarkdownError, trustedMarkdown } from './trusted-markdown.js';

describe('markdown that is trusted', () => {
  it('is written as it was, in one spelling', () => {
    const source = [
      '# Om ordningen',
      'Du kan *søke* til __1. mai__, se [reglene](https://regler.example/a?b=1).\\\nSpør oss.',
      '* først\n* så',
      '1. en\n2. to',
      '> sitat',
      '***',
      '```\nkode\n```',
      'Skriv til <mailto:post@etat.example>, med `REF`.',
    ].join('\n\n');
    const written = writeMarkdown(trustedMarkdown(source));

    expect(written).toContain('_søke_ til **1. mai**, se [reglene](https://regler.example/a?b=1)');
    expect(written).toContain('- først\n- så');
    expect(writeMarkdown(trustedMarkdown(written))).toBe(written);
  });

  it.each([
    ['HTML', 'a\n\n<b>fet</b>', 'the markdown has html, which portals do not show (line 3)'],
    ['a block of HTML', '<script>alert(1)</script>', 'the markdown has html, which portals do not show (line 1)'],
    [
      'an image',
      '![logo](https://etat.example/logo.png)',
      'the markdown has image, which portals do not show (line 1)',
    ],
    ['a link by reference', '[a]\n\n[a]: https://etat.example', 'the markdown has linkReference'],
    ['a link that runs script', '[a](javascript:alert(1))', 'a link that is no http, https or mailto address (line 1)'],
    ['a link that leads from here', '[a](/skjema)', 'a link that is no http, https or mailto address (line 1)'],
    ['a link with a title', '[a](https://etat.example "b")', 'a link with a title, which portals do not show (line 1)'],
  ])('is refused with %s, by a sentence that says where', (_, source, sentence) => {
    expect(() => trustedMarkdown(source)).toThrow(MarkdownError);
    expect(() => trustedMarkdown(source)).toThrow(sentence);
  });
});
