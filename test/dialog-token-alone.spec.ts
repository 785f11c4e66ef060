import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestIssuer } from 'nestjs-dialog-token/testing';

const root = resolve('.');
const own = join(root, 'packages/dialog-token');
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as Manifest;
const needed = Object.keys({
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
  ...manifest.peerDependencies,
});

/** An application, with a compiler and a test runner of its own, on a version of Nest. */
interface Application {
  readonly name: string;
  readonly folder: string;
  /** Where its version of Nest is. */
  readonly modules: string;
  readonly platform: string;
  /** Its compiler's settings, and the folder that each of them writes to. */
  readonly builds: Readonly<Record<string, string>>;
}

const applications: readonly Application[] = [
  {
    name: 'NestJS 11, CommonJS, Express',
    folder: 'nest-11',
    modules: join(root, 'test/peers/nest-11/node_modules'),
    platform: '@nestjs/platform-express',
    builds: { 'tsconfig.json': 'dist', 'tsconfig.node10.json': 'dist-node10' },
  },
  {
    name: 'NestJS 12, ESM, Fastify',
    folder: 'nest-12',
    modules: join(root, 'node_modules'),
    platform: '@nestjs/platform-fastify',
    builds: { 'tsconfig.json': 'dist' },
  },
];

/** A program of the repository's, run in a folder. @returns what it said, where it failed. */
async function run(folder: string, command: string, args: readonly string[], env = {}): Promise<string> {
  const { NODE_OPTIONS: _options, JEST_WORKER_ID: _worker, ...inherited } = process.env;
  const child = spawn(command, args, { cwd: folder, env: { ...inherited, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  await once(child, 'close');
  return child.exitCode === 0 ? '' : `${command} ${args.join(' ')}: ${said}`;
}

describe('nestjs-dialog-token, from its tarball', () => {
  let issuer: TestIssuer;
  let folder: string;
  /** What is in the tarball. */
  let unpacked: string;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    folder = await mkdtemp(join(tmpdir(), 'from a tarball-'));
    // `npm run build:programs` has compiled it.
    expect(await run(own, 'npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder])).toBe('');
    const [tarball = ''] = await readdir(folder);
    expect(await run(folder, 'tar', ['-xf', tarball])).toBe('');
    unpacked = join(folder, 'package');
  });
  afterAll(async () => {
    await issuer.stop();
    await rm(folder, { recursive: true });
  });

  it('has all that its doors lead to, and no specs', async () => {
    const files = await readdir(unpacked, { recursive: true });
    const leadTo = Object.values(manifest.exports).flatMap((door) =>
      typeof door === 'string' ? [door] : Object.values(door),
    );
    expect(leadTo.map((path) => path.replace('./', '')).filter((path) => !files.includes(path))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE']));
    expect(files.filter((path) => /^(dist|src)\/.*\.spec\./.test(path))).toEqual([]);
  });

  describe.each(applications.map((application) => [application.name, application] as const))(
    'in an application on %s',
    (_, { folder: name, modules, platform, builds }) => {
      let application: string;
      let child: ChildProcess | undefined;

      beforeAll(async () => {
        application = join(folder, name);
        await cp(join(root, 'test/peers', name, 'application'), application, { recursive: true });
        const installed = join(application, 'node_modules');
        await cp(unpacked, join(installed, 'nestjs-dialog-token'), { recursive: true });
        await cp(join(unpacked, 'examples/permits.ts'), join(application, 'src/permits.ts'));
        for (const each of [...needed, platform, 'rxjs', '@types/node', '@swc/jest', '@swc/core']) {
          const link = join(installed, each);
          await mkdir(dirname(link), { recursive: true });
          await symlink(join(each.startsWith('@nestjs/') ? modules : join(root, 'node_modules'), each), link);
        }
      });

      /** Stops the one that runs, if any, and starts that build of it. @returns its URL, and what it has logged. */
      async function start(build: string, env = {}): Promise<{ url: string; log(): string }> {
        await stop();
        const { NODE_OPTIONS: _options, ...inherited } = process.env;
        const settings = { ...inherited, PORT: '0', DIALOGPORTEN_BASE_URL: issuer.baseUrl, ...env };
        const started = spawn(process.execPath, [join(build, 'main.js')], { cwd: application, env: settings });
        child = started;
        let errors = '';
        started.stderr.on('data', (chunk) => (errors += String(chunk)));
        let output = '';
        for await (const chunk of started.stdout) {
          output += String(chunk);
          const url = /^http:\S+$/m.exec(output)?.[0];
          if (url !== undefined) return { url, log: () => output + errors };
        }
        throw new Error(`the application did not start: ${output}${errors}`);
      }

      async function stop(): Promise<void> {
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      afterAll(stop);

      const token = (claims: Record<string, unknown> = {}) =>
        `Bearer ${issuer.token({ s: 'urn:altinn:resource:parking-permit', i: dialogId, a: 'read', ...claims })}`;

      async function refusesAndLetsIn(url: string): Promise<void> {
        async function call(authorization?: string, id = dialogId) {
          const headers = authorization === undefined ? {} : { authorization };
          const response = await fetch(`${url}/permits/${id}`, { headers });
          return [response.status, response.headers.get('WWW-Authenticate')];
        }
        expect(await (await fetch(url)).text()).toBe('Hello');
        expect(await call(token())).toEqual([200, null]);
        expect(await call()).toEqual([401, 'Bearer']);
        expect(await call('Bearer x.y.z')).toEqual([401, 'Bearer error="invalid_token"']);
        expect(await call(token({ exp: 1 }))).toEqual([401, 'Bearer error="invalid_token"']);
        expect(await call(token({ a: 'write' }))).toEqual([403, 'Bearer error="insufficient_scope", scope="read"']);
        expect(await call(token({ s: 'urn:altinn:resource:theirs' }))).toEqual([403, null]);
        expect(await call(token(), dialogId.replace('5b', '5c'))).toEqual([403, null]);
      }

      it('compiles, refuses and lets in, and documents itself', async () => {
        const tsc = join(root, 'node_modules/typescript/bin/tsc');
        for (const [settings, build] of Object.entries(builds)) {
          expect(await run(application, process.execPath, [tsc, '--project', settings])).toBe('');
          const { url } = await start(build, { DOCUMENTED: 'yes' });
          await refusesAndLetsIn(url);
          expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({
            paths: { '/permits/{dialogId}': { get: { security: [{ 'dialog-token': ['read'] }] } } },
          });
        }
      });

      it('needs neither @nestjs/swagger nor sodium-native', async () => {
        for (const each of ['@nestjs/swagger', 'sodium-native']) await rm(join(application, 'node_modules', each));
        const { url, log } = await start('dist');
        await refusesAndLetsIn(url);
        expect(log()).toContain('sodium-native');
      });

      it("leaves the application's own tests as they were", async () => {
        const jest = join(root, 'node_modules/jest/bin/jest.js');
        const options = ['--experimental-vm-modules', '--no-warnings', jest, '--runInBand'];
        expect(await run(application, process.execPath, options)).toBe('');
      });
    },
  );
});
