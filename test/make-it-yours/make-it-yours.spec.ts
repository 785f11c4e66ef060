import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Options, transformFile } from '@swc/core';
import jestConfig from '../../jest.config.js';
import { applyChange, type GuideStep, stepsOf } from './guide.js';
import { freePort } from '../support/postgres-server.js';
import { sharedDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const root = resolve('.');
const notInAClone = new Set(['node_modules', 'dist', 'dist-programs', 'coverage', '.data', '.git', '.env']);
const guide = readFileSync(join(root, 'docs/make-it-yours.md'), 'utf8');
const steps = stepsOf(guide);

/** Until the compiler has named the places; the steps after that satisfy it again. */
const named = steps.findIndex(({ kind }) => kind === 'output');
const isCommands = (step: GuideStep) => step.kind === 'commands';
const isChange = (step: GuideStep) => step.kind === 'change';
const commands = steps.filter(isCommands).flatMap(({ lines }) => lines);
const changes = steps.filter(isChange);
const added = changes.flatMap(({ lines }) => lines.filter((line) => line.startsWith('+')));

/** A clone after `npm ci`. */
let folder: string;

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Starts a command as it stands in the guide. The steps that npm runs before it have been run in the clone. */
function start(command: string, environment: Record<string, string> = {}): ChildProcess & { readonly said: string[] } {
  const { NODE_OPTIONS: _options, JEST_WORKER_ID: _worker, ...inherited } = process.env;
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${inherited['PATH']}`;
  const env = { ...inherited, PATH: path, npm_config_ignore_scripts: 'true', ...environment };
  const child = spawn(command, { cwd: folder, env, shell: true, detached: true });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  return Object.assign(child, { said });
}

async function run(command: string): Promise<Outcome> {
  const child = start(command);
  await once(child, 'close');
  return { code: child.exitCode, output: child.said.join('') };
}

/** What `npm ci` leaves: packages of the repository itself are links to those of the clone. */
async function install(): Promise<void> {
  const modules = join(root, 'node_modules');
  await mkdir(join(folder, 'node_modules'));
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    const path = join(modules, entry.name);
    await symlink(entry.isSymbolicLink() ? await readlink(path) : path, join(folder, 'node_modules', entry.name));
  }
}

/** The same, with a memory of what was checked before. */
const typeCheck = (command: string) => run(`${command} --incremental --tsBuildInfoFile .types`);

function change(file: string, lines: readonly string[]): void {
  applyChange(pathToFileURL(join(folder, file)), lines);
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'make-it-yours-')));
  await cp(root, folder, { recursive: true, filter: (path) => !notInAClone.has(basename(path)) });
  await install();
});
afterAll(() => rm(folder, { recursive: true }));

describe('the guide to a service of your own', () => {
  it('says how many commands, files and lines it takes', async () => {
    const said = guide.split('\n## ')[0]!;
    expect(new Set(commands).size).toBe(6);
    expect(said).toMatch(/six\s+commands/);
    const files = new Set(changes.map((step) => (step as { file: string }).file));
    expect(said.replaceAll('\n', ' ')).toContain(`change ${files.size} of them in ${added.length} lines`);
  });

  it('takes the sample out and writes a skeleton, in which the compiler names the places that a change concerns', async () => {
    for (const step of steps.slice(0, named)) {
      if (step.kind === 'change') change(step.file, step.lines);
      for (const command of isCommands(step) ? step.lines : []) {
        if (command === 'npm run demo') continue;
        const { code, output } = command.startsWith('npx tsc') ? await typeCheck(command) : await run(command);
        if (!command.startsWith('npx tsc')) expect({ code, output }).toMatchObject({ code: 0 });
        if (command.startsWith('npm run new:dialog')) {
          expect(guide).toContain(`${output.match(/^wrote/gm)!.length} files`);
        }
        if (command.startsWith('npx tsc')) {
          expect([...new Set(output.match(/^[^\s(]+(?=\(\d+,\d+\): error)/gm))].toSorted()).toEqual(
            steps[named]!.lines,
          );
        }
      }
    }
  });

  it('ends with what the compiler, the arrows, the linter, its tests and the portal are content with', async () => {
    for (const step of steps.slice(named)) if (step.kind === 'change') change(step.file, step.lines);
    expect(commands.slice(-3)).toEqual(['npm run test:mine', 'npm run lint', 'npm run demo']);
    const outcomes = await Promise.all([run('npm run test:mine'), lint(), typeCheck('npx tsc --noEmit'), demo()]);
    expect(outcomes.filter(({ code }) => code !== 0)).toEqual([]);
  });

  /** The checks of `npm run lint` besides compiling, on the changed files. */
  async function lint(): Promise<Outcome> {
    const own = 'src/parking-permit emulator/parking-permit test/parking-permit';
    return run(
      [
        'depcruise src emulator test',
        `oxlint --deny-warnings ${own}`,
        `oxlint --type-aware --config .oxlintrc.types.json --deny-warnings ${own}`,
        `prettier --check ${own} src/app.module.ts emulator/stand-ins.ts docs/rules.md`,
      ].join(' && '),
    );
  }

  /** Compiles as Jest does, unchecked: the compiler itself has its say beside it. */
  async function compile(part: string, into = join('dist', part)): Promise<void> {
    const [, options] = jestConfig.transform['^.+\\.[tj]s$'];
    const files = await readdir(join(folder, part), { recursive: true });
    for (const file of files.filter((name) => /(?<!\.spec|\.d)\.ts$/.test(name))) {
      const { code } = await transformFile(join(folder, part, file), { ...(options as Options), swcrc: false });
      const target = join(folder, into, file.replace(/ts$/, 'js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }
  }

  /** The same as `npm run demo`, on the running database server. */
  async function demo(): Promise<Outcome> {
    await compile('packages/dialog-token/src', 'packages/dialog-token/dist');
    await compile('src');
    await compile('emulator');
    for (const asset of ['src/database/migrations', 'emulator/portal/page']) {
      await cp(join(folder, asset), join(folder, 'dist', asset), { recursive: true });
    }
    return demoShowsBothButtons('node dist/emulator/demo/main.js');
  }

  async function demoShowsBothButtons(command: string): Promise<Outcome> {
    const [port, emulatorPort] = [await freePort(), await freePort()];
    const settings = { PORT: String(port), EMULATOR_PORT: String(emulatorPort), DATABASE_URL: await sharedDatabase() };
    const child = start(command, settings);
    try {
      await until(() => child.exitCode !== null || child.said.join('').includes('Stop with Ctrl+C'));
      const page = /(?<base>http:\S+)\/portal\/(?<persona>[^/]+)\/inbox\/(?<id>\S+)/.exec(child.said.join(''))?.groups;
      if (page === undefined) return { code: child.exitCode, output: child.said.join('') };
      const url = `${page['base']}/dialogporten/api/v1/enduser/dialogs/${page['id']}`;
      const dialog = await (await fetch(url, { headers: { 'X-Persona': page['persona']! } })).json();
      expect(dialog).toMatchObject({
        guiActions: [
          { priority: 'Primary', isAuthorized: true },
          { priority: 'Secondary', isAuthorized: true },
        ],
      });
      return { code: 0, output: '' };
    } finally {
      const ended = once(child, 'close');
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGINT');
      if (child.exitCode === null) await ended;
    }
  }
});
