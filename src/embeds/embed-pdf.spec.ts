import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { flattened, readPdf } from '../../test/support/read-pdf.js';
import { embedPdf } from './embed-pdf.js';
import { embed, facts, heading, paragraph, quotation, steps } from './markdown.js';

const facts1 = { language: 'nb', title: 'Vedtak – åæø', date: new Date('2026-01-15T12:00:00.000Z') } as const;
const content = embed(
  heading(3, 'Søknaden er innvilget'),
  paragraph('Skjenkebevillingen er fornyet. Buorre beaivi: čđŋšŧž. Ελληνικά. Русский.'),
  steps(['Én', 'To']),
  facts(['Saksnummer', '2026/1'], ['Avgjort', '15. januar 2026']),
  heading(4, 'Begrunnelse'),
  quotation('Først *dette*.\nSå <b>det</b>.\n\nTil slutt.'),
);

const digest = (file: Buffer) => createHash('sha256').update(file).digest('hex');

describe('embedPdf', () => {
  it('makes the same file of the same content, byte for byte, and another of another', async () => {
    const [one, two] = [await embedPdf(content, facts1), await embedPdf(content, facts1)];
    expect(digest(one)).toBe(digest(two));
    expect(digest(await embedPdf(content, { ...facts1, title: 'Avslag' }))).not.toBe(digest(one));
    expect(one.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('can be read aloud: tagged, with its language and title, and the structure of the text', async () => {
    const file = await embedPdf(content, facts1);
    const text = file.toString('latin1');
    expect(text).toMatch(/\/Lang \(nb\)/);
    expect(text).toMatch(/\/Marked true/);
    expect(text).toMatch(/\/DisplayDocTitle true/);
    expect(text).toMatch(/<pdfuaid:part>1<\/pdfuaid:part>/);
    expect(flattened(readPdf(file)).map(([tag, said]) => `${tag} ${said}`.trim())).toEqual([
      'H1 Vedtak – åæø',
      'H2 Søknaden er innvilget',
      'P Skjenkebevillingen er fornyet. Buorre beaivi: čđŋšŧž. Ελληνικά. Русский.',
      'L',
      'LI',
      'LBody 1. Én',
      'LI',
      'LBody 2. To',
      'P Saksnummer: 2026/1 Avgjort: 15. januar 2026',
      'H3 Begrunnelse',
      'BlockQuote',
      'P Først *dette*. Så <b>det</b>.',
      'P Til slutt.',
    ]);
  });

  it('goes down one level of heading at a time, for any embed', async () => {
    const skipping = embed(
      heading(4, 'One'),
      heading(3, 'Two'),
      heading(4, 'Three'),
      heading(4, 'Four'),
      heading(3, 'Five'),
    );
    const levels = flattened(readPdf(await embedPdf(skipping, facts1))).map(([tag]) => tag);
    expect(levels).toEqual(['H1', 'H2', 'H2', 'H3', 'H3', 'H2']);
  });

  it('has the number of each page at its foot, which is not read aloud', async () => {
    const long = embed(...Array.from({ length: 40 }, (_, index) => paragraph(`${index} Skjenkebevilling `.repeat(9))));
    const { artifacts } = readPdf(await embedPdf(long, { ...facts1, language: 'en' }));
    expect(artifacts.length).toBeGreaterThan(1);
    expect(artifacts).toEqual(artifacts.map((_, index) => `Page ${index + 1} of ${artifacts.length}`));
  });

  it('has its fonts inside, and a page for all that there is to say', async () => {
    const long = embed(...Array.from({ length: 120 }, (_, index) => paragraph(`${index} Skjenkebevilling`.repeat(9))));
    const text = (await embedPdf(long, facts1)).toString('latin1');
    expect(text.match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(3);
    expect(text).toMatch(/\/FontFile2/);
  });

  it.each(['x', 'a@', 'a\u0301'])('is made at once of %j ten thousand times, without a space', async (written) => {
    const endless = written.repeat(10_000);
    const file = await embedPdf(embed(paragraph(endless), facts(['x', endless]), quotation(endless)), facts1);
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
