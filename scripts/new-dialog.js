import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { features, registered, standIns } from './registration.js';

/*
 * `npm run new:dialog parking-permit` writes a kind of dialog that runs: a copy of test/new-dialog, which is compiled,
 * linted and tested where it stands, under another name. It overwrites nothing.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const template = 'test/new-dialog';
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const longestName = 40;
/** Shorter names of services are refused by Altinn's resource registry. */
const shortestName = 4;

/** Why there can be no new kind of that name; none: there can. */
function faultOf(/** @type {string | undefined} */ name) {
  if (name === undefined) return 'Say what it is called, such as: npm run new:dialog parking-permit';
  if (!kebabCase.test(name)) {
    return `"${name}" is no name in kebab-case: small letters and digits, such as parking-permit`;
  }
  if (name.length < shortestName) {
    return `"${name}" is shorter than ${shortestName} characters, and Altinn's resource registry takes no such name`;
  }
  if (name.length > longestName) return `"${name}" is longer than ${longestName} characters`;
  const taken = Object.values(foldersOf(name)).find((folder) => existsSync(join(root, folder)));
  if (taken !== undefined) return `${taken} is there already, and nothing is overwritten`;
  const { camel, pascal } = formsOf(name);
  if (!isIdentifier(camel)) return `"${camel}" means something else in TypeScript`;
  const uses = new RegExp(`\\b(?:${camel}|${pascal})\\b`);
  if (templateFiles().some((file) => uses.test(readFileSync(join(root, template, file), 'utf8')))) {
    return `"${name}" is too general a name: every kind of dialog uses that word already`;
  }
  return undefined;
}

/** Where each part of the template goes. */
function foldersOf(/** @type {string} */ name) {
  return { src: `src/${name}`, emulator: `emulator/${name}`, test: `test/${name}` };
}

function formsOf(/** @type {string} */ name) {
  const pascal = name.replaceAll(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
  const camel = pascal[0]?.toLowerCase() + pascal.slice(1);
  const words = name.replaceAll('-', ' ');
  return { camel, pascal, sentence: words[0]?.toUpperCase() + words.slice(1) };
}

function isIdentifier(/** @type {string} */ name) {
  try {
    return Boolean(new Script(`'use strict'; async () => { let ${name}; }`));
  } catch {
    return false;
  }
}

function templateFiles() {
  return readdirSync(join(root, template), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(template, posix.join(relativeTo(entry.parentPath), entry.name)));
}

function relativeTo(/** @type {string} */ path) {
  return path.slice(root.length).replaceAll('\\', '/');
}

/** @returns {string} that path in the repository, where it is once the template is copied. */
function targetOf(/** @type {string} */ path, /** @type {string} */ name) {
  const [, part, rest] = /^test\/new-dialog\/(src|emulator|test)\/(.+)$/.exec(path) ?? [];
  if (rest === undefined) return path;
  return `${foldersOf(name)[/** @type {'src'} */ (part)]}/${rest.replaceAll('new-dialog', name)}`;
}

/** A file of the template under its new name, with its imports from where it will stand. */
function renamed(/** @type {string} */ file, /** @type {string} */ name) {
  const { camel, pascal, sentence } = formsOf(name);
  const source = posix.join(template, file);
  const target = targetOf(source, name);
  const text = readFileSync(join(root, source), 'utf8')
    .replaceAll(/(?<= from ')\.[^']+(?=')/g, (specifier) => {
      const imported = targetOf(posix.join(posix.dirname(source), specifier), name);
      const path = posix.relative(posix.dirname(target), imported);
      return path.startsWith('.') ? path : `./${path}`;
    })
    .replaceAll('new-dialog', name)
    .replaceAll('newDialog', camel)
    .replaceAll('NewDialog', pascal)
    .replaceAll('New dialog', sentence);
  return { target, text };
}

/** Formatted where it is of a language that Prettier knows. */
async function formatted(/** @type {string} */ target, /** @type {string} */ text) {
  const filepath = join(root, target);
  if ((await getFileInfo(filepath)).inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

async function write(/** @type {string} */ name) {
  const { camel } = formsOf(name);
  const lines = [
    { registry: features, entry: { name: `${camel}Feature`, from: `./${name}/index.js` } },
    { registry: standIns, entry: { name: `${camel}StandIn`, from: `./${name}/index.js` } },
  ];
  const changed = lines.map(({ registry, entry }) => ({
    target: registry.file,
    text: registered(root, registry, entry),
  }));
  const made = templateFiles().map((file) => renamed(file, name));
  for (const { target, text } of made) {
    mkdirSync(dirname(join(root, target)), { recursive: true });
    writeFileSync(join(root, target), await formatted(target, text), { flag: 'wx' });
  }
  for (const { target, text } of changed) writeFileSync(join(root, target), await formatted(target, text));
  return { made: made.map(({ target }) => target).toSorted(), changed: changed.map(({ target }) => target) };
}

const name = process.argv[2];
const fault = faultOf(name);
if (fault !== undefined) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
} else {
  const { made, changed } = await write(/** @type {string} */ (name));
  process.stdout.write(
    [
      ...made.map((file) => `wrote    ${file}`),
      ...changed.map((file) => `added to ${file}`),
      '',
      'It runs: npm run demo shows it in the portal, and npm run test:mine tests it.',
      `Go on in src/${name}/${name}.ts, which says what can be done. docs/make-it-yours.md says how.`,
      '',
    ].join('\n'),
  );
}
