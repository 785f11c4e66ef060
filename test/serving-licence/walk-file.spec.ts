import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { licenceDesk } from '../../emulator/sample/desk.js';
import { fillIn, parseHttpFile } from './support/http-file.js';
import { problemIn } from '../support/problems.js';
import { setStage, type Stage } from './support/stage.js';

const file = parseHttpFile(readFileSync(new URL('../../docs/walk.http', import.meta.url), 'utf8'));

describe('the walk in docs/walk.http', () => {
  const bodies = new Map<string, unknown>();
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({}, { desk: licenceDesk('') });
  });

  afterAll(() => stage.clear());

  it.each(file.requests.map((request) => [request.title, request.answers, request] as const))(
    '%s: answers %s',
    async (_, answers, { name, method, url, headers, body }) => {
      const variables = { ...file.variables, service: stage.service.url, platform: stage.emulator.url };
      const fill = (text: string) => fillIn(text, variables, bodies);
      const response = await fetch(fill(url), {
        method,
        redirect: 'manual',
        headers: Object.entries(headers).map(([field, value]): [string, string] => [field, fill(value)]),
        ...(body !== undefined && { body: fill(body) }),
      });
      if (name !== undefined) bodies.set(name, await response.clone().json());
      const [status = '', kind] = answers.split(' ');
      expect({ status: response.status }).toEqual({ status: Number(status) });
      if (kind !== undefined) await problemIn(response, Number(status), kindOf(kind));
    },
  );

  it('calls every operation of the API, but for two of those who run the service', async () => {
    const { paths } = (await (await fetch(`${stage.service.url}/docs-json`)).json()) as { paths: object };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const called = file.requests.map(({ method, url }) => `${method} ${url}`);
    const isCalled = (operation: string) => called.some((request) => patternOf(operation).test(request));
    expect(operations.filter((operation) => !isCalled(operation))).toEqual(['GET /health/live', 'GET /metrics']);
  });
});

/** Ours are named in short; the one of Altinn's has a type of its own. */
function kindOf(name: string): string {
  return name === 'minimum-persistence-lifetime-not-satisfied' ? `urn:altinn:problem:${name}` : name;
}

function patternOf(operation: string): RegExp {
  const [method, path = ''] = operation.split(' ');
  return new RegExp(`^${method} \\{\\{service\\}\\}${path.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`);
}
