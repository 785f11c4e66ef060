import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Page, textOf } from './documentation/pages.js';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** A package as the lockfile has it. */
interface Locked extends Partial<Manifest> {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const { dependencies, optionalDependencies } = JSON.parse(textOf('package.json')) as Manifest;
const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies }));
const { packages } = JSON.parse(textOf('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };

describe('what the service runs with', () => {
  it('is in package.json, each with its reason in docs/dependencies.md', () => {
    const reasons = new Page('docs/dependencies.md').rows('What the service runs with');
    expect(reasons.map(([name]) => name)).toEqual([...declared].toSorted((a, b) => (a < b ? -1 : 1)));
    expect(reasons.filter(([, reason]) => !reason)).toEqual([]);
  });

  /** Modules that a source file loads when it runs: imports of types alone are gone by then. */
  function loadedBy(file: string): readonly string[] {
    const code = textOf(file)
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll(/^\s*(?:import|export) type [\s\S]*?;$/gm, '');
    const loads = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\(|\)\()\s*'([^'.][^']*)'/g);
    return [...loads].map(([, name]) => name!).filter((name) => !name.startsWith('node:'));
  }

  const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

  it('is declared wherever it is loaded, also what is loaded only where it can be had', () => {
    const files = sourceFiles();
    const loaded = files.flatMap((file) => loadedBy(file).map((name) => [file, packageOf(name)] as const));
    expect(loaded.filter(([, name]) => !declared.has(name))).toEqual([]);
    const names = new Set(loaded.map(([, name]) => name));
    // That they are found at all.
    for (const name of ['sodium-native', 'jose', '@nestjs/common', '@fastify/secure-session']) {
      expect(names).toContain(name);
    }
  });

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

function sourceFiles(): readonly string[] {
  // The packages for traces are installed by those teams that need them.
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|generated\/|^tracing\.ts$/.test(file))
    .map((file) => `src/${file}`);
}

/** The names of all packages that the one at that place in the lockfile needs, directly or not, to run. */
function neededFrom(start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const { peerDependenciesMeta = {}, ...locked } = packages[path]!;
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
