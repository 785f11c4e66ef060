import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Settings } from '../../src/config/settings.js';
import { hasOurReadme, hasSample, Page, pages, repositoryFiles, textOf } from './pages.js';

/** The names in code font in the first cell of each row. */
const namesIn = (page: string, heading: string) =>
  new Page(page).rows(heading).flatMap(([first]) => first!.split(/,\s*/).map((name) => name.trim()));

/** The modules that have arrows, and the sample; a further kind of dialog is like it. */
const modules = [
  'serving-licence',
  ...[...textOf('.dependency-cruiser.cjs').matchAll(/^ {2}'?([a-z-]+)'?: \[/gm)].map(([, module]) => module!),
];

/** The modules that every other one may use, so that they are not drawn. */
const usedByAll = ['config', 'http', 'openapi', 'logging', 'timers'];

/** Imports between the modules of the service and of packages of ours, without a module's own files and the shared ones. */
function importedModules(): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>();
  for (const file of repositoryFiles) {
    const [, module] = /^src\/([a-z-]+)\/.*(?<!\.spec)\.ts$/.exec(file) ?? [];
    if (module === undefined || !modules.includes(module) || usedByAll.includes(module)) continue;
    const used = imports.get(module) ?? new Set();
    const text = textOf(file);
    for (const [, name] of text.matchAll(/from '(nestjs-[a-z-]+)/g)) {
      imports.set(name!, new Set());
      used.add(name!);
    }
    for (const [, path] of text.matchAll(/from '(\.\.\/[^']+)'/g)) {
      const [, other = module] = /^src\/([a-z-]+)\//.exec(posix.join(posix.dirname(file), path!)) ?? [];
      if (![...usedByAll, module].includes(other)) used.add(other);
    }
    imports.set(module, used);
  }
  return imports;
}

/** Modules that can be reached from a module in two steps or more. */
function reachedBy(module: string, arrows: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const further = (from: string): string[] => [...(arrows.get(from) ?? [])].flatMap((next) => [next, ...further(next)]);
  return new Set([...(arrows.get(module) ?? [])].flatMap(further));
}

describe('what the documentation says', () => {
  it('of settings is all of them, and no others', () => {
    const [, ...rest] = Object.keys(new Settings());
    expect(namesIn('docs/configuration.md', 'Configuration').toSorted()).toEqual(rest.toSorted());
  });

  it('of settings elsewhere names none that there is not', () => {
    const sources = repositoryFiles.filter((file) => /\.(?:ts|js|ya?ml|json)$|Dockerfile$|^\.env/.test(file));
    const known = new Set(sources.flatMap((file) => textOf(file).match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []));
    const named = pages.flatMap((page) => {
      if (page.path === 'docs/conformance.md') return [];
      const names = page.spans().flatMap((span) => span.match(/^\$?[A-Z]+(?:_[A-Z]+)+$/g) ?? []);
      return names.map((name) => [page.path, name.replace('$', '')] as const);
    });
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(([, name]) => !known.has(name) && !['NODE_ENV'].includes(name))).toEqual([]);
  });

  it('of alerts is all of them, each with what to do', () => {
    const { groups } = parse(textOf('docker/monitoring/alerts.yaml')) as { groups: { rules: { alert: string }[] }[] };
    const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(namesIn('docs/operations.md', 'Alerts').toSorted()).toEqual(alerts.toSorted());
  });

  it('of commands is every script that has its own command', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const byOthers = /^(?:pre|post)|^(?:generate|build:(?:programs|packages))$/;
    const text = textOf('docs/getting-started.md');
    const isNamed = (script: string) => new RegExp(`npm (?:run )?${script}(?![\\w:-])`).test(text);
    expect(Object.keys(scripts).filter((script) => !byOthers.test(script) && !isNamed(script))).toEqual([]);
  });

  it('of threats is what stops each, and where that is shown', () => {
    const rows = new Page('SECURITY.md').rows('Threat model');
    expect(rows.length).toBeGreaterThan(15);
    const isShown = (where: string) => /\.spec\.ts|\.github\/|review/.test(where);
    expect(rows.filter(([, stopped, shown]) => !stopped || !isShown(shown!))).toEqual([]);
  });

  it('of the stand-in names specs that there are', () => {
    const rows = new Page('docs/conformance.md').rows('What the stand-in holds to');
    const specs = rows.flatMap(([, named]) => named!.split(', ').map((spec) => `emulator/${spec}.spec.ts`));
    expect(specs.length).toBeGreaterThan(20);
    expect(specs.filter((spec) => !repositoryFiles.includes(spec))).toEqual([]);
  });
});

if (hasOurReadme) {
  describe('what the diagrams say', () => {
    const [sequence, map] = ['README.md', 'docs/how-it-works.md'].map(
      (page) => new Page(page).blocks('mermaid')[0]!.text,
    ) as [string, string];

    it('of the modules draws who uses whom, and every module that there is', () => {
      const lines = map.split('\n').slice(1);
      const all = lines.map((line) => /^ {2}([a-z-]+)(?:\["[^"]+"\])? --> ([a-z-]+)$/.exec(line)?.slice(1) ?? [line]);
      const drawn = all.filter(([from]) => hasSample || from !== 'serving-licence');
      const arrows = importedModules();
      const expected = [...arrows].flatMap(([module, used]) => {
        const further = reachedBy(module, arrows);
        return [...used].filter((other) => !further.has(other)).map((other) => [module, other]);
      });
      expect(drawn.toSorted()).toEqual(expected.toSorted());
      expect(new Set(drawn.flat())).toEqual(new Set(arrows.keys()));
    });

    it('of a write action is a diagram that Mermaid reads', () => {
      const lines = sequence.split('\n');
      expect(lines.shift()).toBe('sequenceDiagram');
      const names = [...sequence.matchAll(/^ {2}(?:participant|actor) (\w+)$/gm)].map(([, name]) => name!);
      const message = new RegExp(`^ *(?:${names.join('|')})(?:->>|-->>)(?:${names.join('|')}): [^;#]+$`);
      const others = /^ *(?:(?:participant|actor) \w+|Note over \w+: [^;#]+|(?:alt|else|loop) [^;#]+|end)$/;
      expect(lines.filter((line) => !message.test(line) && !others.test(line))).toEqual([]);
      const opened = lines.filter((line) => /^ *(?:alt|loop) /.test(line)).length;
      expect(lines.filter((line) => line.trim() === 'end')).toHaveLength(opened);
    });
  });
}
