import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { TestIssuer } from 'nestjs-dialog-token/testing';

const root = resolve('.');
const nest11 = join(root, 'test/peers/nest-11/node_modules');
const nest12 = join(root, 'node_modules');

/** Packages from npm that the module itself needs, besides NestJS. */
const ownPackages = ['passport', 'jwks-rsa', 'lru-cache', 'sodium-native'];
const shared = [...ownPackages, 'reflect-metadata', 'rxjs'];
const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

interface Combination {
  readonly nest: string;
  readonly platform: '@nestjs/platform-express' | '@nestjs/platform-fastify';
  readonly adapter: string;
  readonly swagger: boolean;
}

const combinations: [string, Combination][] = [
  [nest11, '@nestjs/platform-express', 'ExpressAdapter'] as const,
  [nest12, '@nestjs/platform-fastify', 'FastifyAdapter'] as const,
].flatMap(([nest, platform, adapter]) =>
  [true, false].map((swagger): [string, Combination] => [
    `NestJS ${nest === nest11 ? 11 : 12}, ${platform}, ${swagger ? 'with' : 'without'} swagger`,
    { nest, platform, adapter, swagger },
  ]),
);

/** An application with the compiled module in it, and the packages that it says it needs. */
async function emptyApplication({ nest, platform, swagger }: Combination): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alone-'));
  const packages = [
    ...shared.map((name) => [name, nest12] as const),
    ...['@nestjs/common', '@nestjs/core', platform, ...(swagger ? ['@nestjs/swagger'] : [])].map(
      (name) => [name, nest] as const,
    ),
  ];
  for (const [name, from] of packages) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(from, name), link);
  }
  const built = join(root, 'dist-programs');
  const [own, target] = [join(root, 'packages/dialog-token'), join(folder, 'node_modules/nestjs-dialog-token')];
  for (const part of ['package.json', 'dist']) await cp(join(own, part), join(target, part), { recursive: true });
  await mkdir(join(folder, 'test/programs'), { recursive: true });
  await cp(join(built, 'test/programs/standalone-app.js'), join(folder, 'test/programs/standalone-app.js'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

describe('nestjs-dialog-token, alone in an empty application', () => {
  let issuer: TestIssuer;
  let folder: string;
  let child: ChildProcess;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
  });
  afterEach(async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(() => issuer.stop());

  async function start(combination: Combination): Promise<{ url: string; document?: Record<string, unknown> }> {
    folder = await emptyApplication(combination);
    const program = join(folder, 'test/programs/standalone-app.js');
    const { platform, adapter, swagger } = combination;
    const args = [program, issuer.baseUrl, platform, adapter, ...(swagger ? ['@nestjs/swagger'] : [])];
    child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors] = ['', ''];
    child.stderr!.on('data', (chunk) => (errors += String(chunk)));
    for await (const chunk of child.stdout!) {
      output += String(chunk);
      if (output.endsWith('\n')) return JSON.parse(output) as { url: string };
    }
    throw new Error(`the application did not start: ${errors}`);
  }

  it.each(combinations)('%s: refuses and lets in as it should', async (_, combination) => {
    const { url, document } = await start(combination);
    const token = (claims: Record<string, unknown> = {}) =>
      issuer.token({ s: 'urn:altinn:resource:ours', i: dialogId, a: 'read', ...claims });
    async function call(route: string, authorization?: string) {
      const [method = '', path = ''] = route.split(' ');
      const headers = authorization === undefined ? {} : { authorization };
      const response = await fetch(`${url}${path}`, { method, headers });
      return [response.status, response.headers.get('WWW-Authenticate')];
    }
    const read = `GET /dialogs/${dialogId}`;

    expect(await call(read, `Bearer ${token()}`)).toEqual([200, null]);
    expect(await call(read)).toEqual([401, 'Bearer']);
    expect(await call(read, 'Bearer x.y.z')).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await call(read, `Bearer ${token({ exp: 1 })}`)).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await call(`POST /dialogs/${dialogId}/sign`, `Bearer ${token()}`)).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="sign,urn:altinn:task:signing"',
    ]);
    expect(await call(read, `Bearer ${token({ s: 'urn:altinn:resource:theirs' })}`)).toEqual([403, null]);
    expect(await call(read.replace('5b', '5c'), `Bearer ${token()}`)).toEqual([403, null]);
    if (combination.swagger) {
      expect(document).toMatchObject({
        paths: {
          '/dialogs/{dialogId}/sign': { post: { security: [{ 'dialog-token': ['sign,urn:altinn:task:signing'] }] } },
        },
      });
    }
  });
});
