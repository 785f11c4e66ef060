import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import type { List, PhrasingContent, RootContent } from 'mdast';
import type { Language } from '../http/languages.js';
import type { Embed } from './markdown.js';

/** Facts about a document besides its content. */
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

/** The profile for accessible documents (ISO 14289), which pdfkit's types do not know yet. */
const pdfUa = 'PDF/UA' as PDFKit.Mixins.PDFSubsets;

/** The footer of each page, which is not read aloud. */
const pageNumbers: Readonly<Record<Language, (page: number, pages: number) => string>> = {
  nb: (page, pages) => `Side ${page} av ${pages}`,
  nn: (page, pages) => `Side ${page} av ${pages}`,
  en: (page, pages) => `Page ${page} of ${pages}`,
};

const margin = 64;
const indent = 18;
const textSize = 11;
const footerSize = 9;
const headingSizes: Readonly<Record<number, number>> = { 1: 20, 2: 15, 3: 12 };

/**
 * An embed as a document to keep: PDF/UA, tagged, so that it can be read aloud, with its fonts inside. The library is
 * loaded with the first document: it would be a fifth of our start-up.
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
    bufferPages: true,
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
  writePageNumbers(document, language);
  document.end();
  return file;
}

function writePageNumbers(document: PDFKit.PDFDocument, language: Language): void {
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    const { margins, height, width } = document.page;
    // Text below the bottom margin would begin a page.
    margins.bottom = 0;
    document.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] });
    document
      .font(regular)
      .fontSize(footerSize)
      .text(pageNumbers[language](page + 1, count), margin, height - margin / 2 - footerSize, {
        width: width - 2 * margin,
        align: 'right',
        lineBreak: false,
      });
    document.endMarkedContent();
    margins.bottom = margin;
  }
}

type Structure = PDFKit.PDFStructureElement;

/** A piece of a line, in one font. */
interface Run {
  readonly text: string;
  readonly font: string;
}

/** Writes blocks one below the other, each into the tree of structure. */
class Writer {
  /** The level of the last heading: the next one is at most one level below it. */
  private level = 0;

  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly root: Structure,
  ) {}

  block(block: RootContent): void {
    // In the portal an embed stands below two headings, and here below one.
    if (block.type === 'heading') this.heading(block.depth - 1, textOf(block.children));
    else if (block.type === 'paragraph') this.add(this.root, 'P', () => this.write(linesOf(block.children)));
    else if (block.type === 'list') this.list(block);
    else if (block.type === 'blockquote') this.quotation(block.children);
    else throw new Error(`a document has no way to show "${block.type}"`);
  }

  heading(depth: number, text: string): void {
    this.level = Math.min(depth, this.level + 1);
    const size = headingSizes[this.level] ?? textSize;
    this.add(this.root, `H${this.level}`, () => this.write([[{ text, font: bold }]], { size, after: 0.4 }));
  }

  private list({ children }: List): void {
    const list = this.inside(this.root, 'L');
    for (const [index, { children: parts }] of children.entries()) {
      const item = this.inside(list, 'LI');
      const text = parts
        .map((part) => ('children' in part ? textOf(part.children as PhrasingContent[]) : ''))
        .join(' ');
      const line = [{ text: `${index + 1}. ${text}`, font: regular }];
      this.add(item, 'LBody', () => this.write([line], { left: indent, after: 0.2 }));
      item.end();
    }
    list.end();
    this.document.moveDown(0.5);
  }

  private quotation(children: readonly RootContent[]): void {
    const quotation = this.inside(this.root, 'BlockQuote');
    for (const child of children) {
      if (child.type !== 'paragraph') continue;
      this.add(quotation, 'P', () => this.write(linesOf(child.children), { left: indent }));
    }
    quotation.end();
  }

  private inside(parent: Structure, type: string): Structure {
    const structure = this.document.struct(type);
    parent.add(structure);
    return structure;
  }

  private add(parent: Structure, type: string, write: () => void): void {
    parent.add(this.document.struct(type, {}, write));
  }

  /** Writes lines, each of pieces. A space stands at the end of a line, so that its last word is read as a word. */
  private write(lines: readonly (readonly Run[])[], { size = textSize, left = 0, after = 0.6 } = {}): void {
    const options = { ...(left > 0 && { indent: left, indentAllLines: true }), lineGap: 2 };
    for (const [line, runs] of lines.entries()) {
      for (const [run, { text, font }] of runs.entries()) {
        const continued = run < runs.length - 1;
        const end = !continued && line < lines.length - 1 ? ' ' : '';
        this.document
          .font(font)
          .fontSize(size)
          .text(`${breakable(text)}${end}`, { ...options, continued });
      }
    }
    this.document.moveDown(after);
  }
}

/** Text without spaces is broken at the end of a line all the same. */
const longestPiece = 24;
const pieces = new RegExp(`[^\\s]{${longestPiece}}\\p{M}{0,8}(?=[^\\s])`, 'gu');
const zeroWidthSpace = '\u200b';

/**
 * Pdfkit measures a word that is wider than its line again and again: a long one would block all requests for minutes.
 */
function breakable(text: string): string {
  return text.replace(pieces, `$&${zeroWidthSpace}`);
}

function textOf(children: readonly PhrasingContent[]): string {
  return children
    .map((child) => {
      if (child.type === 'break') return ' ';
      return 'children' in child ? textOf(child.children) : 'value' in child ? child.value : '';
    })
    .join('');
}

/** The lines of a paragraph: a hard break ends one. */
function linesOf(children: readonly PhrasingContent[]): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]];
  for (const child of children) {
    if (child.type === 'break') lines.push([]);
    else lines.at(-1)!.push({ text: textOf([child]), font: child.type === 'strong' ? bold : regular });
  }
  return lines;
}
