import { inflateSync } from 'node:zlib';

/** An element of a document's structure, with the text that a reader aloud finds in it. */
export interface ReadElement {
  readonly tag: string;
  readonly text: string;
  readonly children: readonly ReadElement[];
}

/** A document as pdfkit writes it: the structure that it is read aloud by, and what stands on its pages outside that. */
export interface ReadPdf {
  readonly structure: ReadElement;
  /** Texts marked as no part of the content, such as page numbers: one for each page. */
  readonly artifacts: readonly string[];
}

type Objects = ReadonlyMap<string, string>;
type Alphabet = ReadonlyMap<string, string>;

/** Reads the tagged text of a PDF by its tree of structure. */
export function readPdf(file: Buffer): ReadPdf {
  const objects: Objects = new Map(
    [...file.toString('latin1').matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [id!, body!]),
  );
  const pages = [...objects].filter(([, body]) => /\/Type \/Page\b/.test(body));
  const marked = new Map(pages.map(([id, body]) => [id, markedTexts(objects, body)]));
  const [root] = [...objects].find(([, body]) => /\/S \/Document\b/.test(body))!;
  return {
    structure: elementOf(objects, root, marked),
    artifacts: pages.map(([id]) => marked.get(id)!.get('Artifact') ?? ''),
  };
}

/** The elements from the root on, depth first, with how they are nested left out. */
export function flattened({ structure }: ReadPdf): readonly (readonly [tag: string, text: string])[] {
  const of = ({ tag, text, children }: ReadElement): (readonly [string, string])[] => [
    [tag, text],
    ...children.flatMap(of),
  ];
  return structure.children.flatMap(of);
}

function elementOf(objects: Objects, id: string, marked: ReadonlyMap<string, Alphabet>): ReadElement {
  const body = objects.get(id)!;
  const [, tag] = /\/S \/(\w+)/.exec(body)!;
  const [, page = ''] = /\/Pg (\d+) 0 R/.exec(body) ?? [];
  const [, kids = ''] = /\/K \[([\s\S]*?)\]/.exec(body) ?? [];
  const ids = [...kids.matchAll(/(\d+) 0 R/g)].map(([, kid]) => kid!);
  const own = kids.replace(/\d+ 0 R/g, '').match(/\d+/g) ?? [];
  return {
    tag: tag!,
    text: own.map((mark) => marked.get(page)?.get(mark) ?? '').join(''),
    children: ids.filter((kid) => objects.get(kid)!.includes('/S /')).map((kid) => elementOf(objects, kid, marked)),
  };
}

/** The texts of a page by the ids of their marks. */
function markedTexts(objects: Objects, page: string): Alphabet {
  const [, resources] = /\/Resources (\d+) 0 R/.exec(page)!;
  const [, contents] = /\/Contents (\d+) 0 R/.exec(page)!;
  const alphabets = new Map(
    [...objects.get(resources!)!.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, font]) => [
      name!,
      alphabetOf(objects, font!),
    ]),
  );
  const texts = new Map<string, string>();
  let mark: string | undefined;
  let font = '';
  const tokens = /\/Artifact\b|\/MCID (\d+)|\bEMC\b|\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g;
  for (const [token, mcid, fontName, shown] of streamOf(objects, contents!).matchAll(tokens)) {
    if (token === 'EMC') mark = undefined;
    else if (token === '/Artifact') mark = 'Artifact';
    else if (mcid !== undefined) mark = mcid;
    else if (fontName !== undefined) font = fontName;
    else if (mark !== undefined) {
      const glyphs = [...shown!.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g)!);
      const letters = glyphs.map((glyph) => alphabets.get(font)!.get(glyph) ?? '?').join('');
      texts.set(mark, `${texts.get(mark) ?? ''}${letters}`);
    }
  }
  return texts;
}

function alphabetOf(objects: Objects, font: string): Alphabet {
  const [, map] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)!)!;
  const letters = new Map<string, string>();
  for (const [, first, list] of streamOf(objects, map!).matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    for (const [offset, [, codes]] of [...list!.matchAll(/<([^>]*)>/g)].entries()) {
      const glyph = (Number.parseInt(first!, 16) + offset).toString(16).padStart(4, '0');
      letters.set(glyph, String.fromCodePoint(...codes!.split(' ').map((code) => Number.parseInt(code, 16))));
    }
  }
  return letters;
}

function streamOf(objects: Objects, id: string): string {
  const [, stream] = /stream\n([\s\S]*)\nendstream/.exec(objects.get(id)!)!;
  return inflateSync(Buffer.from(stream!, 'latin1')).toString('latin1');
}
