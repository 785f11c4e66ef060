import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Page, textOf } from './documentation/pages.js';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package as the lockfile has it. */
interface Locked extends Partial<Manifest> {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  /** Where a package of the repository is, which a link stands for. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const { packages } = JSON.parse(textOf('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };

describe.each([
  ['the service', '', ['jose', '@nestjs/common', '@fastify/secure-session', 'nestjs-dialog-token']],
  ['`nestjs-dialog-token`', 'packages/dialog-token/', ['sodium-native', '@nestjs/core', 'passport', 'jwks-rsa']],
])('what %s runs with', (name, folder, some) => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    textOf(`${folder}package.json`),
  ) as Manifest;
  const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));

  it('is in package.json, each with its reason in docs/dependencies.md', () => {
    const reasons = new Page('docs/dependencies.md').rows(`What ${name.replaceAll('`', '')} runs with`);
    expect(reasons.map(([dependency]) => dependency)).toEqual([...declared].toSorted((a, b) => (a < b ? -1 : 1)));
    expect(reasons.filter(([, reason]) => !reason)).toEqual([]);
  });

  it('is declared wherever it is loaded, also what is loaded only where it can be had', () => {
    const loaded = sourceFiles(`${folder}src`).flatMap((file) =>
      loadedBy(file).map((specifier) => [file, packageOf(specifier)] as const),
    );
    expect(loaded.filter(([, loadedName]) => !declared.has(loadedName))).toEqual([]);
    // That they are found at all.
    const names = new Set(loaded.map(([, loadedName]) => loadedName));
    for (const each of some) expect(names).toContain(each);
  });
});

/** Modules that a source file loads when it runs: imports of types alone are gone by then. */
function loadedBy(file: string): readonly string[] {
  const code = textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*(?:import|export) type [\s\S]*?;$/gm, '');
  const loads = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\(|\)\()\s*'([^'.][^']*)'/g);
  return [...loads].map(([, name]) => name!).filter((name) => !name.startsWith('node:'));
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

describe('what the service runs with', () => {
  it('is all that a production install holds', () => {
    const installed = Object.entries(packages)
      .filter(([path, { dev }]) => path.startsWith('node_modules/') && dev !== true)
      .map(([path]) => path.split('node_modules/').at(-1)!);
    const needed = neededFrom('');
    // An optional peer of a package that we need, which our development needs: `typescript`, which the image leaves out.
    const besides = installed.filter((name) => !needed.has(name));
    expect(besides.toSorted()).toEqual(['@types/pg', 'bare-buffer', 'bare-path', 'bare-url', 'nest-11', 'typescript']);
    for (const name of ['express', 'multer', 'body-parser']) expect(installed).not.toContain(name);
  });
});

function sourceFiles(folder: string): readonly string[] {
  // The packages for traces are installed by those teams that need them.
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|generated\/|^tracing\.ts$/.test(file))
    .map((file) => `${folder}/${file}`);
}

/** The names of all packages that the one at that place in the lockfile needs, directly or not, to run. */
function neededFrom(start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const { peerDependenciesMeta = {}, ...locked } = packages[path]!;
    if (locked.link === true) return visit(locked.resolved!);
    const peers = Object.keys(locked.peerDependencies ?? {}).filter((name) => !peerDependenciesMeta[name]?.optional);
    for (const name of [...Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }), ...peers]) {
      const found = resolve(path, name);
      if (found !== undefined) visit(found);
    }
  };
  visit(start);
  return new Set([...seen].map((path) => path.split('node_modules/').at(-1)!));
}

/** Where a package finds another one: in its own node_modules, or in those above. */
function resolve(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}
