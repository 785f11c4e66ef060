import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Writes docs/licences.md: what is shipped with the service, and under which licences, as the lockfile has it.
 * `npm run licences` after a change of the dependencies; a test says when that was forgotten.
 */
const root = new URL('../', import.meta.url);
const file = new URL('docs/licences.md', root);

/** @typedef {{ version?: string, license?: string, dev?: boolean, link?: boolean }} Locked */

/** Their `package.json` says it in an older form, or only their licence does: read there. */
const readThere = new Map([
  ['dejavu-fonts-ttf', 'Bitstream-Vera'],
  ['limiter', 'MIT'],
  ['passport-strategy', 'MIT'],
  ['pause', 'MIT'],
  ['png-js', 'MIT'],
]);

/** The list, as it should be. */
export function licencesDocument() {
  const lockfile = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const packages = /** @type {[string, Locked][]} */ (Object.entries(lockfile.packages));
  const shipped = packages
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link)
    .map(([path, { version, license }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, licence: readThere.get(name) ?? license ?? 'not stated' };
    });
  const lines = [...new Set(shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`))];
  return [
    '# Licences of what is shipped',
    '',
    'Written by `npm run licences` from the lockfile: what the image holds besides Node.js and Debian.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...lines.toSorted(),
    '',
  ].join('\n');
}

/** The licences that are in use, each once. */
export function licencesIn(document = licencesDocument()) {
  return [...new Set([...document.matchAll(/^\| (?!package|---).* \| (.+) \|$/gm)].map(([, licence]) => licence))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, licencesDocument());
