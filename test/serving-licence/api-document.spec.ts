import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchBrowser } from '../portal/support/browser.js';
import { patienceMs } from '../portal/support/portal-page.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { setStage, type Stage } from './support/stage.js';

interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema: object; readonly examples?: object }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly object[];
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly servers: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties: Readonly<Record<string, object>> }>>;
    readonly examples: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
  };
}

const publicUrl = 'https://skjenking.kommune.example';
const linter = fileURLToPath(new URL('../../scripts/lint-api.js', import.meta.url));

describe('the document of the API', () => {
  let stage: Stage;
  let document: Document;
  let operations: readonly Operation[];

  beforeAll(async () => {
    stage = await setStage({ PUBLIC_URL: publicUrl });
    document = (await (await fetch(`${stage.service.url}/docs-json`)).json()) as Document;
    operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  });

  afterAll(() => stage.clear());

  function answer(operationId: string, status: number): Answer {
    const found = operations.find((operation) => operation.operationId === operationId)?.responses[status];
    if (found === undefined) throw new Error(`${operationId} has no ${status}`);
    return found;
  }

  it('has nothing that Redocly or Spectral has a word to say about', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'api-'));
    try {
      const file = join(folder, 'openapi.json');
      await writeFile(file, JSON.stringify(document));
      const { stdout } = await promisify(execFile)(process.execPath, [linter, file]);
      expect(stdout).toContain('Your API description is valid');
      expect(stdout).toContain('spectral:oas: 0 findings');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is the same where the service is compiled as it is started', async () => {
    const given = { PUBLIC_URL: publicUrl, DATABASE_URL: await sharedDatabase() };
    const compiled = await ServiceProcess.start(stage.emulator, given);
    try {
      expect(await (await fetch(`${compiled.url}/docs-json`)).json()).toEqual(document);
    } finally {
      await compiled.stop();
    }
  });

  it('names each operation as clients that are generated from it will', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual([
      'Events_take',
      'Health_live',
      'Health_ready',
      'LicenceDecision_decide',
      'LicenceEmbeds_dialog',
      'LicenceEmbeds_transmission',
      'LicenceFiles_download',
      'LicencePage_page',
      'LicenceStatements_add',
      'LicenceWriteActions_confirm',
      'LicenceWriteActions_delete',
      'LicenceWriteActions_sign',
      'LicenceWriteActions_submit',
      'LicenceWriteActions_withdraw',
      'Metrics_read',
      'ServiceOwner_find',
      'ServiceOwner_list',
      'ServiceOwner_open',
      'ServiceOwner_search',
    ]);
  });

  it('says of each operation what is said where it is written', () => {
    for (const { operationId, summary, description } of operations) {
      expect([operationId, summary, description]).toEqual([
        operationId,
        expect.stringMatching(/^[A-Z].*[^.]$/),
        expect.stringMatching(/\.$/),
      ]);
    }
    expect(operations).toContainEqual(
      expect.objectContaining({
        operationId: 'LicenceWriteActions_submit',
        summary: 'Submits the draft',
        description: "It comes into the dialog as the party's own transmission, and awaits its signature.",
      }),
    );
  });

  it('says where the service is', () => {
    expect(document.servers).toEqual([{ url: publicUrl }]);
  });

  it('has a schema and an example for every refusal and failure', () => {
    for (const { operationId, responses } of operations) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '500', 'default']));
      for (const [status, { content }] of Object.entries(responses)) {
        const isRefusal =
          /^([45]|default)/.test(status) && content?.['application/json'] === undefined && status !== '416';
        if (!isRefusal) continue;
        const { schema, examples } = content?.['application/problem+json'] ?? {};
        expect([operationId, status, JSON.stringify(schema), Object.keys(examples ?? {}).length]).toEqual([
          operationId,
          status,
          expect.stringMatching(/#\/components\/schemas\/\w*Problem"/),
          expect.any(Number),
        ]);
        expect(Object.keys(examples ?? {})).not.toEqual([]);
      }
    }
  });

  it('has an example of each that is what the service would answer', () => {
    const { examples } = document.components;
    expect(examples['insufficient-level']?.value).toMatchObject({
      type: 'urn:problem:insufficient-level',
      status: 403,
      title: 'Level of assurance too low',
      requiredLevel: 4,
    });
    expect(examples['minimum-persistence-lifetime-not-satisfied']?.value).toMatchObject({
      type: 'urn:altinn:problem:minimum-persistence-lifetime-not-satisfied',
      status: 422,
      gracePeriodDays: 30,
      deletionAllowedAt: expect.stringMatching(/Z$/),
    });
    expect(examples['invalid-request']?.value).toMatchObject({
      errors: [{ field: 'party', messages: [expect.stringMatching(/\S/)] }],
    });
  });

  it('lists what the guard of an operation may refuse, and no more than that', () => {
    const typesOf = (found: Answer) =>
      [...found.description.matchAll(/`urn:problem:([\w-]+)`/g)].map(([, type]) => type);
    expect(typesOf(answer('LicenceWriteActions_sign', 403)).toSorted()).toEqual([
      'dialog-mismatch',
      'foreign-resource',
      'insufficient-level',
      'missing-action',
      'party-mismatch',
    ]);
    expect(typesOf(answer('LicenceEmbeds_transmission', 403))).toContain('missing-entity');
    expect(typesOf(answer('LicenceEmbeds_dialog', 403))).not.toContain('missing-entity');
    expect(typesOf(answer('ServiceOwner_find', 403)).toSorted()).toEqual(['foreign-organization', 'missing-scope']);
  });

  it('names the headers that come with an answer', () => {
    expect(answer('ServiceOwner_open', 201).headers).toHaveProperty('Location');
    expect(answer('LicencePage_page', 302).headers).toHaveProperty('Location');
    expect(answer('LicenceWriteActions_confirm', 202).headers).toHaveProperty('Preference-Applied');
    expect(answer('LicenceEmbeds_dialog', 200).headers).toHaveProperty('Content-Language');
    for (const status of [401, 403]) {
      expect(answer('LicenceWriteActions_confirm', status).headers).toHaveProperty('WWW-Authenticate');
    }
    for (const status of [429, 503]) {
      expect(answer('LicenceWriteActions_confirm', status).headers).toHaveProperty('Retry-After');
    }
  });

  it('says which language is spoken, by a header that every request may have', () => {
    for (const { parameters } of operations) {
      expect(parameters).toContainEqual({ $ref: '#/components/parameters/Accept-Language' });
    }
  });

  it('names every media type', () => {
    const typesOf = (operationId: string, status: number) =>
      Object.keys(answer(operationId, status).content ?? {}).toSorted();
    expect(typesOf('LicenceEmbeds_dialog', 200)).toEqual(['text/markdown']);
    expect(typesOf('LicenceEmbeds_dialog', 404)).toEqual(['application/problem+json']);
    expect(typesOf('LicencePage_page', 404)).toEqual(['application/problem+json', 'text/html']);
    expect(typesOf('Metrics_read', 200)).toEqual(['text/plain']);
  });

  it('lists the states that a dialog can be in, and the resources that it can be of', () => {
    expect(document.components.schemas['Dialog']?.properties).toMatchObject({
      state: {
        enum: ['awaiting-confirmation', 'draft', 'awaiting-signature', 'awaiting-decision', 'decided', 'withdrawn'],
      },
      serviceResource: { enum: ['urn:altinn:resource:serving-licence'] },
    });
  });

  it('keeps to itself what it was made with', () => {
    expect(JSON.stringify(document)).not.toMatch(/"x-refusals"|"x-problem-pages"/);
  });

  it('can be read in a browser that reaches nothing else, by what our own policy lets a page do', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(patienceMs);
      const complaints: string[] = [];
      const elsewhere: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol !== 'data:' && origin !== new URL(stage.service.url).origin) elsewhere.push(request.url());
      });
      await page.goto(`${stage.service.url}/docs`);
      await page.locator('#operations-Operations-Health_live').waitFor();
      expect(await page.locator('.opblock').count()).toBe(operations.length);
      expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
    } finally {
      await browser.close();
    }
  });
});
