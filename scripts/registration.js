import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * The two lists in which every kind of dialog has a line: that of the service, and that of the stand-in. A line is an import
 * and the name in the list.
 */

/** @typedef {{ file: string, list: RegExp }} Registry */

/** @type {Registry} */
export const features = { file: 'src/app.module.ts', list: /(export const features: [^=]+= \[)([^\]]*)(\];)/ };

/** @type {Registry} */
export const standIns = { file: 'emulator/stand-ins.ts', list: /(export const standIns: [^=]+= \[)([^\]]*)(\];)/ };

/**
 * The file with that name in its list, and the import that it needs.
 *
 * @param {string} root
 * @param {Registry} registry
 * @param {{ name: string, from: string }} entry
 */
export function registered(root, { file, list }, { name, from }) {
  const text = textOf(root, { file, list });
  const lastImport = [...text.matchAll(/^import .*;\n/gm)].at(-1);
  const end = lastImport === undefined ? 0 : lastImport.index + lastImport[0].length;
  const imported = `${text.slice(0, end)}import { ${name} } from '${from}';\n${text.slice(end)}`;
  return imported.replace(list, (_, start, names, rest) => `${start}${[...namesIn(names), name].join(', ')}${rest}`);
}

/**
 * The file without that name, and without its import.
 *
 * @param {string} root
 * @param {Registry} registry
 * @param {{ name: string, from: string }} entry
 */
export function unregistered(root, { file, list }, { name, from }) {
  return textOf(root, { file, list })
    .replace(`import { ${name} } from '${from}';\n`, '')
    .replace(list, (_, start, names, rest) => {
      const others = namesIn(names).filter((/** @type {string} */ each) => each !== name);
      return `${start}${others.join(', ')}${rest}`;
    });
}

/**
 * The folders of the kinds in that list, beside its file.
 *
 * @param {string} root
 * @param {Registry} registry
 */
export function foldersIn(root, registry) {
  const text = textOf(root, registry);
  const names = namesIn(registry.list.exec(text)?.[2] ?? '');
  return [...text.matchAll(/^import { (.+) } from '\.\/(.+)\/index\.js';$/gm)].flatMap(([, name = '', folder = '']) =>
    names.includes(name) ? [folder] : [],
  );
}

/**
 * @param {string} root
 * @param {Registry} registry
 */
function textOf(root, { file, list }) {
  const text = readFileSync(join(root, file), 'utf8');
  if (!list.test(text)) throw new Error(`${file} has no list that a line can be put into: expected ${list.source}`);
  return text;
}

/** @param {string} list */
function namesIn(list) {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
