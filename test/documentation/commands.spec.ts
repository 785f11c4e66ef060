import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { usage } from '../../conformance/options.js';
import { guide, hasOurReadme, isInRepository, pages as allPages, repositoryFiles, textOf } from './pages.js';

const pages = allPages.filter(({ path }) => path !== guide);
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };

/** The packages of the repository, by their names. */
const ours = repositoryFiles
  .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file))
  .map((file) => (JSON.parse(textOf(file)) as { name: string }).name);

/** Commands that cannot be run here, or are tried in another way, by how they begin. */
const notRunHere: readonly (readonly [begins: string, why: string])[] = [
  ['docker ', 'no engine runs in the tests; test/deployment holds what it is given'],
  ['kubectl ', 'no cluster, and no kubectl; test/deployment holds the manifests'],
  ['git clone https://github.com/Altinn/dialogporten', "Altinn's own platform, which needs Docker"],
  ['curl -X POST -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' ', 'the resource registry'],
  ['curl -X POST -H "Authorization: Bearer $TOKEN" -F', 'the resource registry'],
  ["TOKEN=$(curl -s -H 'X-Persona: ", 'test/serving-licence/pages-as-written.spec.ts plays it'],
  ['curl -s -H "Authorization: Bearer $TOKEN" \'http://localhost:3000/', 'the same'],
  ['curl -i -X POST -H "Authorization: Bearer $TOKEN" \'http://localhost:3000/', 'the same'],
  ['npx -y -p node@24 -- npm run bench', 'another Node.js is fetched for it'],
  ['rm -rf .data', 'what the demo keeps'],
  ['base64 < tt02.private.jwk', 'reads the key that the line before it has made'],
];

/** The commands of a block, without comments; a command over several lines as one. */
function commandsIn(block: string): string[] {
  return block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .flatMap((line) => line.split(' && '))
    .map((command) => command.replaceAll(/\s+/g, ' '));
}

const blocks = pages.flatMap((page) => page.blocks('sh').map(({ text }) => ({ page: page.path, text })));
const inText = pages.flatMap((page) =>
  page.spans().flatMap((span) => (/^(?:npm|npx|docker|kubectl) /.test(span) ? [{ page: page.path, text: span }] : [])),
);

/** The source of the program that a script runs: its own file, and those beside it that are its alone. */
function sourceOf(script: string): string {
  const entry = /dist(?:-programs)?\/(\S+)\.js/.exec(scripts[script] ?? '')?.[1];
  if (entry === undefined) return '';
  const folder = posix.dirname(entry);
  const own = repositoryFiles.filter((file) =>
    folder === 'src' ? file === `${entry}.ts` : file.startsWith(`${folder}/`) && file.endsWith('.ts'),
  );
  return [...own.map(textOf), ...(script === 'conformance' ? [usage()] : [])].join('\n');
}

/** The options and words that a program is given, without what stands after an option. */
function wordsFor(command: string): string[] {
  const given =
    command
      .split(' -- ')[1]
      ?.replaceAll(/[[\]|…]|<[^>]*>/g, ' ')
      .split(/\s+/) ?? [];
  return given.filter((word, at) => /^(?:--)?[a-z][a-z-]+$/.test(word) && given[at - 1]?.startsWith('--') !== true);
}

/** @returns what is wrong with a command, if anything. */
function faultOf(command: string): string | undefined {
  const [, script] = /^npm run ([\w:-]+)/.exec(command) ?? [];
  if (script !== undefined) {
    if (scripts[script] === undefined) return `there is no script ${script}`;
    const source = sourceOf(script);
    const unknown = wordsFor(command).filter((word) => !source.includes(word.replace('--', '')));
    return unknown.length > 0 ? `${script} knows no ${unknown.join(', ')}` : undefined;
  }
  if (/^(?:[A-Z]+=\S+ )?npm (?:ci|test|start)(?: -- portal)?$/.test(command)) return undefined;
  if (command === 'npx tsc --noEmit' || command === 'npm install') return undefined;
  const [, installed] = /^npm install (nestjs-[a-z-]+) [a-z -]+$/.exec(command) ?? [];
  if (installed !== undefined && ours.includes(installed)) return undefined;
  const [, setting] = /^export ([A-Z_]+)=/.exec(command) ?? [];
  if (setting !== undefined) return usage().includes(setting) ? undefined : `nothing reads ${setting}`;
  const isKnown = notRunHere.some(([begins]) => command.startsWith(begins));
  const missing = command.split(/[ =]/).filter((word) => /^docker\/[\w/.-]+$/.test(word) && !isInRepository(word));
  if (missing.length > 0) return `${missing.join(', ')} is not there`;
  return isKnown ? undefined : 'is neither tried nor listed';
}

/** A block of Altinn's platform is one program, which only Docker can run. */
const isProgram = (text: string) => text.startsWith('git clone https://github.com/Altinn/dialogporten');

describe('the commands of the documentation', () => {
  it('are those that there are, with options that their programs know', () => {
    const commands = [...blocks, ...inText].flatMap(({ page, text }) =>
      (isProgram(text) ? [text.split(' && ')[0]!] : commandsIn(text)).map((command) => ({ page, command })),
    );
    expect(commands.length).toBeGreaterThan(40);
    const faults = commands.map(({ page, command }) => [page, command, faultOf(command)]);
    expect(faults.filter(([, , fault]) => fault !== undefined)).toEqual([]);
  });

  it('are written so that a shell can read them', () => {
    const texts = blocks.map(({ text }) => text.replaceAll(/<[a-zA-Z ]+>/g, 'placeholder'));
    for (const text of texts) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
      expect([text, stderr, status]).toEqual([text, '', 0]);
    }
  });

  it('name no exception that is not needed', () => {
    const all = [...blocks, ...inText].flatMap(({ text }) => [text, ...commandsIn(text)]);
    const unneeded = notRunHere.filter(([begins]) => !all.some((command) => command.startsWith(begins)));
    expect(unneeded).toEqual([]);
  });

  if (hasOurReadme) {
    it('are the ones that a clean checkout is tried with', () => {
      const tried = textOf('.ci/run');
      const front = blocks.filter(({ page }) => page === 'README.md').flatMap(({ text }) => commandsIn(text));
      for (const command of ['npm ci', 'npm run demo', 'npm test']) {
        expect(front).toContain(command);
        expect(tried).toContain(command);
      }
    });
  }

  it('would be found out', () => {
    expect(faultOf('npm run nothing')).toContain('no script');
    expect(faultOf('npm run check -- --nothing')).toContain('knows no --nothing');
    expect(faultOf('docker build -f docker/Nofile .')).toContain('is not there');
    expect(faultOf('export CONFORMANCE_NOTHING=1')).toContain('nothing reads');
    expect(faultOf('make it so')).toContain('neither');
  });
});
