import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

/*
 * Writes what the comments of handlers say to src/openapi/generated/handler-comments.ts, from where the OpenAPI document
 * takes its summaries: comments are gone once the code is compiled with any compiler. Nest's own plugin for this works
 * under tsc only, not under Jest, and documents what a handler returns, which here is not yet what is sent.
 */
const sources = new URL('../src/', import.meta.url);
const generated = new URL('openapi/generated/', sources);

/** @type {Record<string, string>} */
const comments = {};

for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' }).toSorted()) {
  if (!file.endsWith('.controller.ts')) continue;
  const text = readFileSync(new URL(file.replaceAll('\\', '/'), sources), 'utf8');
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isClassDeclaration(statement) && statement.name) collectFrom(statement.name.text, statement.members);
  }
}

mkdirSync(generated, { recursive: true });
writeFileSync(
  new URL('handler-comments.ts', generated),
  `/** What is said of handlers, by \`Class.method\`. */
export const handlerComments: Readonly<Record<string, string>> = ${JSON.stringify(comments, null, 2)};\n`,
);

/** @type {(className: string, members: readonly ts.ClassElement[]) => void} */
function collectFrom(className, members) {
  for (const member of members) {
    if (!ts.isMethodDeclaration(member) || !ts.getDecorators(member)) continue;
    const comment = ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc);
    const text = ts.getTextOfJSDocComment(comment?.comment);
    if (text) comments[`${className}.${member.name.getText()}`] = text.replaceAll(/\s+/g, ' ').trim();
  }
}
