import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { problemIn } from '../support/problems.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.clear());

async function draft(): Promise<string> {
  const id = await stage.parties.openDialog();
  await stage.parties.pressAs('daglig-leder', 'confirm', id);
  return id;
}

function add(id: string, token: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${stage.service.url}/dialogs/${id}/statements`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** How many statements Dialogporten has in the log, and whose. */
function statedBy(id: string): (string | undefined)[] {
  return stage.emulator.dialogs
    .get(id)!
    .activities.filter(({ description }) => description?.some(({ value }) => value === 'Added a statement'))
    .map(({ performedBy }) => performedBy.actorId);
}

describe('a statement', () => {
  it('is added to a draft, in its history and in its embed', async () => {
    const id = await draft();
    const token = await stage.parties.tokenOf('medarbeider', id);
    const response = await add(id, token, { statement: 'We close at *midnight*.' });
    expect([response.status, await response.json()]).toEqual([
      201,
      { dialogId: id, statement: 'We close at *midnight*.' },
    ]);
    await until(() => statedBy(id).length === 1);
    expect(statedBy(id)).toEqual(['urn:altinn:person:identifier-no:27897910190']);
    const embed = await (await stage.parties.embed(id, token, { query: '?lang=en' })).text();
    expect(embed).toContain('#### Statements\n\n> We close at \\*midnight\\*.');
    // A text of the party stays with us.
    expect(JSON.stringify(stage.emulator.dialogs.get(id))).not.toContain('midnight');
  });

  it('is an API action of the dialog while it is a draft, with documents that can be fetched and hold', async () => {
    const id = await draft();
    const [action, ...others] = stage.emulator.dialogs.get(id)!.apiActions;
    expect(others).toEqual([]);
    expect(action).toMatchObject({ action: 'write', name: 'statement' });
    const [endpoint] = action!.endpoints;
    expect(endpoint).toMatchObject({ url: `${stage.service.url}/dialogs/${id}/statements`, httpMethod: 'POST' });

    const page = await fetch(endpoint!.documentationUrl!, { headers: { 'Accept-Language': 'en' } });
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    const text = await page.text();
    expect(text).toContain('POST /dialogs/{dialogId}/statements');
    expect(text).toContain('href="schemas/Statement.json"');
    const schema = async (url: string) => {
      const response = await fetch(url);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([
        200,
        expect.stringMatching(/^application\/schema\+json/),
      ]);
      const ajv = new Ajv2020.default({ strict: false });
      addFormats.default(ajv);
      return ajv.compile((await response.json()) as object);
    };
    const isRequest = await schema(endpoint!.requestSchema!);
    const isResponse = await schema(endpoint!.responseSchema!);
    expect([isRequest({ statement: 'x' }), isRequest({}), isRequest({ statement: 'x'.repeat(2_001) })]).toEqual([
      true,
      false,
      false,
    ]);
    const answer = await add(id, await stage.parties.tokenOf('daglig-leder', id), { statement: 'x' });
    expect(isResponse(await answer.json())).toBe(true);

    await problemIn(await fetch(`${stage.service.url}/schemas/OpenDialogDto.json`), 404, 'not-found');
    await problemIn(await fetch(`${stage.service.url}/schemas/__proto__`), 404, 'not-found');
    await stage.parties.pressAs('daglig-leder', 'submit', id);
    expect(stage.emulator.dialogs.get(id)!.apiActions).toEqual([]);
  });

  it('can come from a system user, and is put down to its organisation', async () => {
    const id = await draft();
    const token = await stage.parties.tokenOf('systembruker', id);
    expect((await add(id, token, { statement: 'By a till' })).status).toBe(201);
    await until(() => statedBy(id).length === 1);
    expect(statedBy(id)).toEqual(['urn:altinn:organization:identifier-no:310456810']);
  });

  it('does not wait for Dialogporten where that is asked for, and is there soon', async () => {
    const id = await draft();
    const token = await stage.parties.tokenOf('daglig-leder', id);
    const answer = await add(id, token, { statement: 'x' }, { Prefer: 'respond-async' });
    expect([answer.status, answer.headers.get('Preference-Applied')]).toEqual([201, 'respond-async']);
    await until(() => statedBy(id).length === 1);
  });

  it('is made once by the same token and body, and another one is a request of its own', async () => {
    const id = await draft();
    const token = await stage.parties.tokenOf('daglig-leder', id);
    const [one, two] = [{ statement: 'One' }, { statement: 'Two' }];
    const answers = await Promise.all([
      add(id, token, one),
      add(id, token, one),
      add(id, token, '{ "statement":"One"}'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await answers[0]!.json()).toEqual(await answers[1]!.json());
    expect((await add(id, token, two)).status).toBe(201);
    await until(() => statedBy(id).length === 2);
    expect((await stage.parties.press('submit', id, token)).status).toBe(204);
    // Made before: answered as the first time. Not made before: refused on its own.
    expect((await add(id, token, one)).status).toBe(201);
    await problemIn(await add(id, token, { statement: 'Three' }), 409, 'conflict');
    expect(statedBy(id)).toHaveLength(2);
  });

  it.each<[string, unknown, string, string]>([
    ['no statement', {}, 'statement', 'must be text'],
    ['an empty one', { statement: ' \n' }, 'statement', 'must not be empty, or contain control characters'],
    ['one with control characters', { statement: 'a\u0000b' }, 'statement', 'must not be empty, or contain control'],
    ['half a character', '{"statement":"\\ud800"}', 'statement', 'must not be empty, or contain control characters'],
    ['one that is too long', { statement: 'x'.repeat(2_001) }, 'statement', 'must have at most 2000 characters'],
    ['one of too many lines', { statement: 'x\n'.repeat(30) }, 'statement', 'must have at most 30 lines'],
    ['a number', { statement: 1 }, 'statement', 'must be text'],
    ['an object', { statement: { text: 'x' } }, 'statement', 'must be text'],
    ['an unknown field', { statement: 'x', colour: 'red' }, 'colour', 'is an unknown field'],
  ])('is refused with %s, in words of the caller’s language', async (_, body, field, message) => {
    const id = await draft();
    const token = await stage.parties.tokenOf('daglig-leder', id);
    const { errors } = await problemIn(await add(id, token, body, { 'Accept-Language': 'en' }), 400, 'invalid-request');
    expect(errors).toContainEqual({ field, messages: expect.arrayContaining([expect.stringContaining(message)]) });
    expect(statedBy(id)).toEqual([]);
  });

  it.each([
    ['no JSON', 'statement=x', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['broken JSON', '{"statement":', 'application/json', 400, 'invalid-request'],
    ['a list', '["x"]', 'application/json', 400, 'invalid-request'],
    ['null', 'null', 'application/json', 400, 'invalid-request'],
    ['a prototype', '{"statement":"x","constructor":{"prototype":1}}', 'application/json', 400, 'invalid-request'],
    ['far too much', `{"statement":"${'x'.repeat(70_000)}"}`, 'application/json', 413, 'payload-too-large'],
  ])('is refused as %s', async (_, body, contentType, status, name) => {
    const id = await draft();
    const token = await stage.parties.tokenOf('daglig-leder', id);
    await problemIn(await add(id, token, body, { 'Content-Type': contentType }), status, name);
  });

  it('may hold all readable characters: it stays text', async () => {
    const id = await draft();
    const token = await stage.parties.tokenOf('daglig-leder', id);
    for (const statement of [
      '<script>alert(1)</script>',
      '![x](javascript:x)',
      '| a |\n| - |',
      '\u202Egnp.exe 👩‍👩‍👧 🇳🇴',
    ]) {
      expect((await add(id, token, { statement })).status).toBe(201);
    }
    const embed = await (await stage.parties.embed(id, token, { query: '?lang=en' })).text();
    expect(embed).not.toMatch(/(^|[^\\])<script|(^|[^\\])!\[|\u202E/);
    expect(Buffer.byteLength(embed)).toBeLessThan(100_000);
  });

  it('fits in the embed, as many and as long as there may be', async () => {
    const id = await draft();
    const token = await stage.parties.tokenOf('daglig-leder', id);
    for (let count = 0; count < 10; count += 1) {
      const statement = `${count}${'\n'.repeat(29)}${'*漢'.repeat(970)}`;
      expect((await add(id, token, { statement })).status).toBe(201);
    }
    await problemIn(await add(id, token, { statement: 'eleven' }), 409, 'conflict');
    const embed = await stage.parties.embed(id, token);
    expect([embed.status, (await embed.text()).match(/漢/g)!.length]).toEqual([200, 9_700]);
  });

  it('is refused to those who may not write, or whose dialog is another', async () => {
    const id = await draft();
    const reader = await stage.parties.tokenOf('regnskapsforer', id);
    await problemIn(await add(id, reader, { statement: 'x' }), 403, 'missing-action');
    const other = await stage.parties.tokenOf('daglig-leder', await draft());
    await problemIn(await add(id, other, { statement: 'x' }), 403, 'dialog-mismatch');
    await stage.parties.pressAs('daglig-leder', 'withdraw', id);
  });
});
