import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import type { List, Paragraph, PhrasingContent, RootContent, Table } from 'mdast';
import type { Language } from '../http/languages.js';
import type { Embed } from './markdown.js';

/** What a document is besides its content. */
export interface DocumentFacts {
  readonly language: Language;
  /** The heading of level 1, and the title that a reader shows. */
  readonly title: string;
  /** When what it says was settled. With the same date and content the document is the same, byte for byte. */
  readonly date: Date;
}

/** DejaVu has the letters of every language of Europe: Norwegian, the Sami languages, Greek, Cyrillic. */
const fontFile = createRequire(import.meta.url).resolve;
const regular = fontFile('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const bold = fontFile('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');

/** The profile for documents that everybody can read (ISO 14289), which pdfkit's types do not know yet. */
const pdfUa = 'PDF/UA' as PDFKit.Mixins.PDFSubsets;

/** An option, too, that the types do not know. */
const headsItsRow: object = { scope: 'Row' };

const margin = 64;
const indent = 18;
const textSize = 11;
const headingSizes: Readonly<Record<number, number>> = { 1: 20, 3: 15, 4: 12 };

/**
 * An embed as a document to keep: PDF/UA, tagged, so that it can be read aloud, with its fonts inside. What writes it is
 * loaded with the first one: it would be a fifth of our start-up.
 *
 * @returns the file. A letter that the font lacks is shown as a box.
 */
export async function embedPdf(embed: Embed, { language, title, date }: DocumentFacts): Promise<Buffer> {
  const { default: Pdf } = await import('pdfkit');
  const document = new Pdf({
    size: 'A4',
    margin,
    pdfVersion: '1.7',
    subset: pdfUa,
    tagged: true,
    lang: language,
    displayTitle: true,
    font: regular,
    info: { Title: title, CreationDate: date, ModDate: date, Producer: 'pdfkit', Creator: 'pdfkit' },
  });
  const file = buffer(document);
  const root = document.struct('Document');
  document.addStructure(root);
  const writer = new Writer(document, root);
  writer.heading(1, title);
  for (const block of embed.children) writer.block(block);
  root.end();
  document.end();
  return file;
}

type Structure = PDFKit.PDFStructureElement;

/** Writes blocks one below the other, each into the tree of structure. */
class Writer {
  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly root: Structure,
  ) {}

  block(block: RootContent): void {
    if (block.type === 'heading') this.heading(block.depth, textOf(block.children));
    else if (block.type === 'paragraph') this.paragraph(block);
    else if (block.type === 'list') this.list(block);
    else if (block.type === 'table') this.table(block);
    else if (block.type === 'blockquote') this.quotation(block.children);
    else throw new Error(`a document has no way to show "${block.type}"`);
  }

  heading(level: number, text: string): void {
    const size = headingSizes[level] ?? textSize;
    this.add(this.root, `H${Math.min(level, 6)}`, () => this.write(text, { size, font: bold, after: 0.4 }));
  }

  private paragraph({ children }: Paragraph): void {
    this.add(this.root, 'P', () => this.write(textOf(children)));
  }

  private list({ children }: List): void {
    const list = this.inside(this.root, 'L');
    for (const [index, { children: parts }] of children.entries()) {
      const item = this.inside(list, 'LI');
      const text = parts
        .map((part) => ('children' in part ? textOf(part.children as PhrasingContent[]) : ''))
        .join(' ');
      this.add(item, 'LBody', () => this.write(`${index + 1}. ${text}`, { left: indent, after: 0.2 }));
      item.end();
    }
    list.end();
    this.document.moveDown(0.5);
  }

  /** Names and their values: the first column heads its row. */
  private table({ children }: Table): void {
    const table = this.inside(this.root, 'Table');
    for (const { children: cells } of children) {
      const [name = '', value = ''] = cells.map((cell) => textOf(cell.children));
      if (name === '' && value === '') continue;
      const row = this.inside(table, 'TR');
      this.add(row, 'TH', () => this.write(`${name}: `, { font: bold, after: 0, continued: true }));
      this.add(row, 'TD', () => this.write(value, { after: 0.2 }));
      row.end();
    }
    table.end();
    this.document.moveDown(0.5);
  }

  private quotation(children: readonly RootContent[]): void {
    const quotation = this.inside(this.root, 'BlockQuote');
    for (const child of children) {
      if (child.type !== 'paragraph') continue;
      this.add(quotation, 'P', () => this.write(textOf(child.children), { left: indent }));
    }
    quotation.end();
  }

  private inside(parent: Structure, type: string): Structure {
    const structure = this.document.struct(type);
    parent.add(structure);
    return structure;
  }

  private add(parent: Structure, type: string, write: () => void): void {
    parent.add(this.document.struct(type, type === 'TH' ? headsItsRow : {}, write));
  }

  private write(
    text: string,
    { size = textSize, font = regular, left = 0, after = 0.6, continued = false } = {},
  ): void {
    const width = this.document.page.width - 2 * margin - left;
    this.document.font(font).fontSize(size);
    const shown = breakable(text);
    if (continued) this.document.text(shown, margin + left, this.document.y, { width, continued });
    else
      this.document
        .text(shown, { ...(left > 0 && { indent: left, indentAllLines: true }), lineGap: 2 })
        .moveDown(after);
  }
}

/** What is written in one piece is broken at the end of a line all the same. */
const longestPiece = 24;
const pieces = new RegExp(`[^\\s]{${longestPiece}}\\p{M}{0,8}(?=[^\\s])`, 'gu');
const zeroWidthSpace = '\u200b';

/** Pdfkit measures a word that is wider than its line again and again: a long one would keep everybody waiting for minutes. */
function breakable(text: string): string {
  return text.replace(pieces, `$&${zeroWidthSpace}`);
}

function textOf(children: readonly PhrasingContent[]): string {
  return children
    .map((child) => {
      if (child.type === 'break') return '\n';
      return 'value' in child ? child.value : '';
    })
    .join('');
}
