import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/*
 * Counts that show how the repository reads: `npm run counts`. With a path, `npm run counts -- src/http`, it lists the
 * comments, test names and paragraphs there that have a counted word or opening.
 */
const root = new URL('../', import.meta.url);
const folders = ['src', 'packages', 'emulator', 'conformance', 'test', 'bench', 'scripts'];

/** Pronouns without a subject: the field has a noun for it (consumer, party, caller, replica, service owner). */
const pronoun = /\b(?:nobody|somebody|anybody|everybody|whoever|whomever|whatever|whichever)\b/gi;

/** Sentences that begin with a relative clause instead of their subject. */
const opening = /(?:^|[.!?:]\s+|\n\s*\n\s*)(?:What|Who|Whoever|Whatever|Which|That which|So many|Nobody|Somebody)\b/g;

const fewLines = 31;

/** @typedef {{ path: string, line: number, text: string }} Text */

/** Paths of the TypeScript and JavaScript files, relative to the root, without generated code. */
function sourceFiles() {
  return folders
    .flatMap((folder) => readdirSync(new URL(folder, root), { recursive: true }).map((file) => `${folder}/${file}`))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !/(?:^|\/)(?:generated|node_modules|dist)\//.test(path));
}

/** @param {string} path */
function parse(path) {
  return ts.createSourceFile(path, readFileSync(new URL(path, root), 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Comments of a file; lines of `//` that follow each other are one. @returns {Text[]} */
function commentsOf(/** @type {ts.SourceFile} */ source) {
  /** @type {Map<number, ts.CommentRange>} */
  const ranges = new Map();
  const visit = (/** @type {ts.Node} */ node) => {
    if (node.getChildCount(source) > 0) return node.getChildren(source).forEach(visit);
    const leading = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
    const trailing = ts.getTrailingCommentRanges(source.text, node.getEnd()) ?? [];
    for (const range of [...leading, ...trailing]) ranges.set(range.pos, range);
  };
  visit(source);
  /** @type {(Text & { end: number, kind: ts.CommentKind })[]} */
  const comments = [];
  for (const { pos, end, kind } of [...ranges.values()].toSorted((a, b) => a.pos - b.pos)) {
    const text = plain(source.text.slice(pos, end));
    const last = comments.at(-1);
    const continues =
      last?.kind === ts.SyntaxKind.SingleLineCommentTrivia && /^\r?\n[ \t]*$/.test(source.text.slice(last.end, pos));
    if (continues && kind === last.kind) Object.assign(last, { text: `${last.text}\n${text}`, end });
    else comments.push({ path: source.fileName, line: lineOf(source, pos), text, end, kind });
  }
  return comments;
}

/** Paragraphs of the documentation, without code. @returns {Text[]} */
function paragraphs() {
  const docs = readdirSync(new URL('docs', root), { recursive: true }).map((file) => `docs/${file}`);
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs]
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => {
      const page = readFileSync(new URL(path, root), 'utf8');
      const text = page.replaceAll(/^```.*?^```|`[^`\n]*`/gms, (code) => code.replaceAll(/[^\n]/g, ''));
      return [...text.matchAll(/(?:.+\n?)+/g)].map((found) => {
        return { path, line: text.slice(0, found.index).split('\n').length, text: found[0] };
      });
    });
}

/** Names of tests, of groups of tests and of conformance checks. @returns {Text[]} */
function testNamesOf(/** @type {ts.SourceFile} */ source) {
  /** @type {Text[]} */
  const names = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isCallExpression(node) && /^(?:it|test|describe|check)\b/.test(node.expression.getText(source))) {
      const [name] = node.arguments;
      const text = name && (ts.isStringLiteralLike(name) || ts.isTemplateExpression(name)) ? name.getText(source) : '';
      if (text)
        names.push({ path: source.fileName, line: lineOf(source, node.getStart(source)), text: text.slice(1, -1) });
    }
    ts.forEachChild(node, visit);
  };
  if (/\.spec\.ts$|^conformance\//.test(source.fileName)) visit(source);
  return names;
}

/** @param {ts.SourceFile} source @param {number} position */
function lineOf(source, position) {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** A comment without its marks. */
function plain(/** @type {string} */ comment) {
  return comment
    .replaceAll(/^\s*(?:\/\*\*?|\*\/|\*|\/\/)/gm, ' ')
    .replace(/\*\/$/, '')
    .trim();
}

/** Classes, interfaces, types and enums that a file exports. */
function exportedTypesIn(/** @type {ts.SourceFile} */ source) {
  return source.statements.filter(
    (each) =>
      (ts.isClassDeclaration(each) ||
        ts.isInterfaceDeclaration(each) ||
        ts.isTypeAliasDeclaration(each) ||
        ts.isEnumDeclaration(each)) &&
      each.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  ).length;
}

/** @param {string} text @param {RegExp} pattern */
function count(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}

/** @param {string} of @param {Text[]} texts */
function language(of, texts) {
  const sum = (/** @type {RegExp} */ pattern) => texts.reduce((total, { text }) => total + count(text, pattern), 0);
  const words = sum(/[\p{L}']+/gu);
  const perThousand = (/** @type {number} */ found) => Number(((1000 * found) / Math.max(words, 1)).toFixed(2));
  const [pronouns, openings] = [sum(pronoun), sum(opening)];
  return {
    of,
    words,
    pronouns,
    'pronouns per 1,000': perThousand(pronouns),
    openings,
    'openings per 1,000': perThousand(openings),
  };
}

const lines = (/** @type {ts.SourceFile} */ source) => source.text.trimEnd().split('\n').length;

/** Prints rows as a Markdown table. @param {Record<string, string | number>[]} rows */
function print(rows) {
  const header = Object.keys(rows[0] ?? {});
  const cells = [header, header.map(() => '---'), ...rows.map((row) => Object.values(row))];
  process.stdout.write(`${cells.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n`);
}

/** Lists the texts under a path that have a counted word or opening. @param {string} under @param {ts.SourceFile[]} sources */
function list(under, sources) {
  const texts = sources.flatMap((source) => commentsOf(source).concat(testNamesOf(source))).concat(paragraphs());
  for (const { path, line, text } of texts.filter((each) => each.path.startsWith(under))) {
    if (count(text, pronoun) + count(text, opening) > 0) {
      process.stdout.write(`${path}:${line}: ${text.replaceAll(/\s+/g, ' ')}\n`);
    }
  }
}

/** @param {ts.SourceFile[]} sources */
function summarise(sources) {
  const under = (/** @type {string} */ folder) => sources.filter(({ fileName }) => fileName.startsWith(`${folder}/`));
  print([
    ...folders.map((folder) => language(`comments in ${folder}`, under(folder).flatMap(commentsOf))),
    language('comments', sources.flatMap(commentsOf)),
    language('test names', sources.flatMap(testNamesOf)),
    language('documentation', paragraphs()),
  ]);
  const code = [...under('src'), ...under('packages')].filter(({ fileName }) => !fileName.endsWith('.spec.ts'));
  const roomOf = (/** @type {ts.SourceFile} */ { fileName }) => fileName.split('/').slice(0, -1).slice(0, 2).join('/');
  const row = (/** @type {string} */ room, /** @type {ts.SourceFile[]} */ files) => ({
    'room (without specs)': room,
    files: files.length,
    [`of fewer than ${fewLines} lines`]: files.filter((file) => lines(file) < fewLines).length,
    lines: files.reduce((total, file) => total + lines(file), 0),
    'exported classes and types': files.reduce((total, file) => total + exportedTypesIn(file), 0),
  });
  const rooms = [...new Set(code.map(roomOf))].toSorted();
  print([
    ...rooms.map((room) =>
      row(
        room,
        code.filter((file) => roomOf(file) === room),
      ),
    ),
    row('all', code),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = process.argv[2];
  const sources = sourceFiles().map(parse);
  if (path === undefined) summarise(sources);
  else list(path, sources);
}
