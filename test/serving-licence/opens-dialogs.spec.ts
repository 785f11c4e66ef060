import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { v4, v7, version } from 'uuid';
import { fetchClientToken } from '../../emulator/client-token.js';
import { servingLicenceBackend } from '../../emulator/sample/clients.js';
import { unrelatedAgency } from '../../emulator/testing/clients.js';
import { MaskinportenCaller } from '../../emulator/testing/maskinporten-caller.js';
import {
  standInMaskinportenClientId,
  standInMaskinportenPrivateJwk,
} from '../../src/serving-licence/stand-in-client.js';
import { restaurant } from './support/parties.js';
import { problemIn, refusalIn } from '../support/problems.js';
import { setStage, type Stage } from './support/stage.js';

const scope = 'serving-licence:dialogs.write';
const provider = { clientId: standInMaskinportenClientId, privateJwk: standInMaskinportenPrivateJwk };
const dayMs = 86_400_000;
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('the service owner', () => {
  let stage: Stage;
  /** Offset of the platform's clock, in milliseconds. */
  let clockDifference = 0;

  beforeAll(async () => {
    stage = await setStage({}, { now: () => new Date(Date.now() + clockDifference) });
  });

  afterAll(() => stage.clear());

  function open(body: unknown, headers: Record<string, string> = { 'Idempotency-Key': randomUUID() }) {
    return stage.parties.asServiceOwner('POST', '', body, headers);
  }

  async function idIn(response: Response): Promise<string> {
    const body = await response.text();
    expect([response.status, body]).toEqual([201, expect.any(String)]);
    return (JSON.parse(body) as { dialogId: string }).dialogId;
  }

  async function ourView(id: string): Promise<Record<string, unknown>> {
    return (await (await stage.parties.asServiceOwner('GET', `/${id}`)).json()) as Record<string, unknown>;
  }

  describe('opens a dialog', () => {
    it('and is told its id and address', async () => {
      const answer = await open({ party: restaurant });
      const body = (await answer.json()) as { dialogId: string };
      expect([answer.status, Object.keys(body)]).toEqual([201, ['dialogId']]);
      expect(version(body.dialogId)).toBe(7);
      const location = answer.headers.get('Location');
      expect(location).toBe(`${stage.service.url}/service-owner/dialogs/${body.dialogId}`);
      const found = await stage.parties.asServiceOwner('GET', location!.split('/service-owner/dialogs').at(-1)!);
      expect(await found.json()).toMatchObject({ dialogId: body.dialogId, party: restaurant });
    });

    it('which is in Dialogporten, in three languages, with an embed for each', async () => {
      const id = await stage.parties.openDialog();
      const there = stage.emulator.dialogs.get(id)!;
      expect(there).toMatchObject({
        party: restaurant,
        serviceResource: 'urn:altinn:resource:serving-licence',
        status: 'RequiresAttention',
        activities: [{ type: 'DialogCreated', performedBy: { actorType: 'ServiceOwner' } }],
      });
      for (const name of ['title', 'summary', 'extendedStatus'] as const) {
        const { mediaType, value } = there.content[name]!;
        expect([name, mediaType, value.map(({ languageCode }) => languageCode)]).toEqual([
          name,
          'text/plain',
          ['en', 'nb', 'nn'],
        ]);
        expect(new Set(value.map((text) => text.value)).size).toBeGreaterThan(1);
      }
      expect(there.content.mainContentReference).toEqual({
        mediaType: 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown',
        value: ['en', 'nb', 'nn'].map((languageCode) => ({
          languageCode,
          value: expect.stringMatching(
            new RegExp(`^${stage.service.url}/embeds/dialogs/${id}\\?lang=${languageCode}&v=[\\w-]{12}$`),
          ),
        })),
      });
    });

    it('which has the buttons of its state', async () => {
      const id = await stage.parties.openDialog();
      const { guiActions } = stage.emulator.dialogs.get(id)!;
      const url = `${stage.service.url}/dialogs/${id}`;
      expect(guiActions).toEqual([
        expect.objectContaining({
          action: 'confirm',
          httpMethod: 'POST',
          priority: 'Primary',
          url: `${url}/actions/confirm`,
        }),
        expect.objectContaining({
          action: 'delete',
          httpMethod: 'POST',
          priority: 'Secondary',
          url: `${url}/actions/withdraw`,
          isDeleteDialogAction: false,
        }),
        expect.objectContaining({ action: 'read', httpMethod: 'GET', priority: 'Tertiary', url }),
      ]);
      for (const { id: actionId, title, httpMethod, prompt } of guiActions) {
        expect(version(actionId)).toBe(7);
        expect(title.map(({ languageCode }) => languageCode)).toEqual(['en', 'nb', 'nn']);
        // A GET action without a prompt is a plain link; one with a prompt is not.
        expect(prompt === undefined).toBe(httpMethod === 'GET');
      }
    });

    it('with a title, a deadline and a reference of its own', async () => {
      const dueAt = new Date(Date.now() + 30 * dayMs).toISOString();
      const title = { nb: 'Kafé «Måken»', en: 'The Seagull' };
      const id = await stage.parties.openDialog({ title, dueAt, externalReference: 'sak 2026/17' });
      expect(stage.emulator.dialogs.get(id)).toMatchObject({
        externalReference: 'sak 2026/17',
        dueAt: dueAt.replace('Z', '0000Z'),
        content: {
          title: {
            value: [
              { languageCode: 'en', value: 'The Seagull' },
              { languageCode: 'nb', value: 'Kafé «Måken»' },
              { languageCode: 'nn', value: 'Kafé «Måken»' },
            ],
          },
        },
      });
      expect(await ourView(id)).toMatchObject({ title, dueAt, externalReference: 'sak 2026/17' });
    });

    it('for a person', async () => {
      const party = 'urn:altinn:person:identifier-no:21848510170';
      const id = await stage.parties.openDialog({ party });
      expect(stage.emulator.dialogs.get(id)).toMatchObject({ party });
    });

    it.each([
      ['in small letters', () => v7({ msecs: Date.now() - 60_000 })],
      ['in capitals', () => v7({ msecs: Date.now() - 60_000 }).toUpperCase()],
      ['from years ago', () => v7({ msecs: Date.UTC(2020, 1, 1) })],
    ])('under an id of its own, %s', async (_what, makeId) => {
      const id = makeId();
      expect(await stage.parties.openDialog({ id })).toBe(id.toLowerCase());
      expect(stage.emulator.dialogs.get(id.toLowerCase())).toBeDefined();
    });

    it('with any time zone in the deadline', async () => {
      const id = await stage.parties.openDialog({ dueAt: '2099-02-28T23:30:00+05:30' });
      expect(await ourView(id)).toMatchObject({ dueAt: '2099-02-28T18:00:00.000Z' });
    });
  });

  describe('repeats a request', () => {
    it('and gets the same answer, and no second dialog', async () => {
      const headers = { 'Idempotency-Key': randomUUID() };
      const first = await open({ party: restaurant, externalReference: 'once' }, headers);
      const again = await open({ party: restaurant, externalReference: 'once' }, headers);
      expect([again.status, again.headers.get('Location')]).toEqual([first.status, first.headers.get('Location')]);
      expect(await again.json()).toEqual(await first.json());
      expect(stage.emulator.dialogs.all().filter((dialog) => dialog.externalReference === 'once')).toHaveLength(1);
    });

    it('with another body, and is refused', async () => {
      const headers = { 'Idempotency-Key': randomUUID() };
      await open({ party: restaurant }, headers);
      expect(await refusalIn(await open({ party: restaurant, externalReference: 'other' }, headers))).toBe(
        '422 idempotency-key-reused',
      );
      expect(stage.emulator.dialogs.all().some((dialog) => dialog.externalReference === 'other')).toBe(false);
    });

    it('twenty times at once, and opens one dialog', async () => {
      const headers = { 'Idempotency-Key': randomUUID() };
      const body = { party: restaurant, externalReference: 'twenty' };
      const answers = await Promise.all(Array.from({ length: 20 }, () => open(body, headers)));
      const ids = await Promise.all(answers.map(idIn));
      expect(new Set(ids).size).toBe(1);
      const there = stage.emulator.dialogs.all().filter((dialog) => dialog.externalReference === 'twenty');
      expect(there.map(({ id, activities }) => [id, activities.length])).toEqual([[ids[0], 1]]);
    });

    it('after a refusal, with the same key and a good body', async () => {
      const headers = { 'Idempotency-Key': randomUUID() };
      expect(await refusalIn(await open({}, headers))).toBe('400 invalid-request');
      await idIn(await open({ party: restaurant }, headers));
    });

    it('under the key of another client, and opens a dialog of its own', async () => {
      const headers = { 'Idempotency-Key': randomUUID() };
      const first = await idIn(await open({ party: restaurant }, headers));
      const token = await fetchClientToken(stage.emulator.url, provider, scope);
      const second = await open({ party: restaurant }, { ...headers, Authorization: `Bearer ${token}` });
      expect(await idIn(second)).not.toBe(first);
    });

    it.each([
      ['no key', undefined],
      ['an empty key', ''],
      ['a key with a space', 'a b'],
      ['a key of 256 characters', 'k'.repeat(256)],
      ['a key that is not ASCII', 'nøkkel'],
    ])('but not with %s', async (_what, key) => {
      const answer = await open({ party: restaurant }, key === undefined ? {} : { 'Idempotency-Key': key });
      const { errors } = await problemIn(answer, 400, 'invalid-request');
      expect(errors).toEqual([{ field: 'Idempotency-Key', messages: [expect.any(String)] }]);
    });
  });

  it('cannot take an id that is taken', async () => {
    const id = await stage.parties.openDialog({ externalReference: 'mine' });
    expect(await refusalIn(await open({ party: restaurant, id, externalReference: 'theirs' }))).toBe('409 conflict');
    expect(await ourView(id)).toMatchObject({ externalReference: 'mine', version: 1 });
  });

  describe('is told what is wrong with', () => {
    const party = restaurant;
    const person = (number: string) => `urn:altinn:person:identifier-no:${number}`;
    const organization = (number: string) => `urn:altinn:organization:identifier-no:${number}`;
    const title = (nb: unknown) => ({ party, title: { nb } });

    it.each<[string, string, () => unknown]>([
      ['no party', 'party', () => ({})],
      ['a party that is null', 'party', () => ({ party: null })],
      ['a party that is a number', 'party', () => ({ party: 310456799 })],
      ['a party that is a list', 'party', () => ({ party: [party] })],
      ['a party without its URN', 'party', () => ({ party: '310456799' })],
      ['a party by its user name', 'party', () => ({ party: 'urn:altinn:party-identifier:username:a@b.no' })],
      ['an organisation number with a wrong check digit', 'party', () => ({ party: organization('310456798') })],
      ['an organisation number whose check digit would be 10', 'party', () => ({ party: organization('310456710') })],
      ['an organisation number of eight digits', 'party', () => ({ party: organization('31045679') })],
      ['an organisation number with a line after it', 'party', () => ({ party: `${party}\n` })],
      ['an identity number with a wrong check digit', 'party', () => ({ party: person('21848510171') })],
      ['an identity number of another month', 'party', () => ({ party: person('21998510170') })],
      ['an identity number of zeros', 'party', () => ({ party: person('00000000000') })],
      ['an identity number of ten digits', 'party', () => ({ party: person('2184851017') })],
      ['an identity number as an organisation', 'party', () => ({ party: organization('21848510170') })],
      ['a deadline that is past', 'dueAt', () => ({ party, dueAt: new Date(Date.now() - 1000).toISOString() })],
      ['the 30th of February', 'dueAt', () => ({ party, dueAt: '2099-02-30T12:00:00Z' })],
      ['a leap day in a common year', 'dueAt', () => ({ party, dueAt: '2099-02-29T12:00:00Z' })],
      ['a thirteenth month', 'dueAt', () => ({ party, dueAt: '2099-13-01T12:00:00Z' })],
      ['a 25th hour', 'dueAt', () => ({ party, dueAt: '2099-01-01T25:00:00Z' })],
      ['a deadline after the year 9999', 'dueAt', () => ({ party, dueAt: '9999-12-31T23:59:59-12:00' })],
      ['a deadline without a zone', 'dueAt', () => ({ party, dueAt: '2099-01-01T12:00:00' })],
      ['a deadline without a time', 'dueAt', () => ({ party, dueAt: '2099-01-01' })],
      ['a deadline in words', 'dueAt', () => ({ party, dueAt: 'tomorrow' })],
      ['a deadline that is a number', 'dueAt', () => ({ party, dueAt: 4_070_908_800_000 })],
      ['an id of version 4', 'id', () => ({ party, id: v4() })],
      ['an id from the future', 'id', () => ({ party, id: v7({ msecs: Date.now() + 60_000 }) })],
      ['an id that is no UUID', 'id', () => ({ party, id: 'x' })],
      ['an id in braces', 'id', () => ({ party, id: `{${v7({ msecs: Date.now() - 1000 })}}` })],
      ['a title that is text', 'title', () => ({ party, title: 'Title' })],
      ['a title that is a list', 'title', () => ({ party, title: [{ nb: 'Title' }] })],
      ['a title without bokmål', 'title.nb', () => ({ party, title: { en: 'Title' } })],
      ['a title that is empty', 'title.nb', () => title('')],
      ['a title that is blank', 'title.nb', () => title(' \t ')],
      ['a title that is a number', 'title.nb', () => title(1)],
      ['a title that is too long', 'title.nb', () => title('x'.repeat(256))],
      ['a title with a NUL', 'title.nb', () => title('a\0b')],
      ['a title with half a character', 'title.nb', () => title('a\ud800b')],
      ['a title in a fourth language', 'title.de', () => ({ party, title: { nb: 'Tittel', de: 'Titel' } })],
      ['a reference that is empty', 'externalReference', () => ({ party, externalReference: '' })],
      ['a reference that is a number', 'externalReference', () => ({ party, externalReference: 17 })],
      ['a reference that is too long', 'externalReference', () => ({ party, externalReference: 'x'.repeat(256) })],
      ['a reference with a NUL', 'externalReference', () => ({ party, externalReference: 'a\0b' })],
      ['a reference with half a character', 'externalReference', () => ({ party, externalReference: 'a\udc00b' })],
      ['an unknown field', 'colour', () => ({ party, colour: 'red' })],
      ['a field of the answer', 'version', () => ({ party, version: 7 })],
    ])('%s, by the field %s', async (_what, field, body) => {
      const count = stage.emulator.dialogs.all().length;
      const { errors } = await problemIn(await open(body()), 400, 'invalid-request');
      expect(errors).toEqual([{ field, messages: [expect.stringMatching(/\S/)] }]);
      expect(stage.emulator.dialogs.all()).toHaveLength(count);
    });

    it('every field at once', async () => {
      const { errors } = await problemIn(
        await open({ dueAt: 'x', colour: 1, title: { de: '' } }),
        400,
        'invalid-request',
      );
      const fields = errors!.map(({ field }) => field).toSorted();
      expect(fields).toEqual(['colour', 'dueAt', 'party', 'title.de', 'title.nb']);
    });

    it.each([
      ['nb', 'er et ukjent felt'],
      ['nn', 'er eit ukjent felt'],
      ['en', 'is an unknown field'],
    ])('a field in %s', async (language, message) => {
      const answer = await open({ party, colour: 1 }, { 'Idempotency-Key': randomUUID(), 'Accept-Language': language });
      const { errors } = await problemIn(answer, 400, 'invalid-request');
      expect(errors).toEqual([{ field: 'colour', messages: [message] }]);
    });

    it.each([
      ['broken JSON', '{'],
      ['two values', `{"party":"${restaurant}"} {}`],
      ['a list', `[{"party":"${restaurant}"}]`],
      ['a text', '"text"'],
      ['a number', '17'],
      ['null', 'null'],
      ['nothing', ''],
      ['a prototype', `{"party":"${restaurant}","__proto__":{"id":"x"}}`],
      ['a prototype in the title', `{"party":"${restaurant}","title":{"nb":"x","__proto__":{"en":"y"}}}`],
      ['a constructor', `{"party":"${restaurant}","constructor":{"prototype":{"id":"x"}}}`],
      ['a deep nest', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ])('a body that is %s', async (_what, body) => {
      const count = stage.emulator.dialogs.all().length;
      expect(await refusalIn(await open(body))).toBe('400 invalid-request');
      expect(stage.emulator.dialogs.all()).toHaveLength(count);
      expect(({} as Record<string, unknown>)['id']).toBeUndefined();
    });

    it.each([
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'nonsense',
    ])('a body of the type %s', async (type) => {
      const headers = { 'Idempotency-Key': randomUUID(), 'Content-Type': type };
      expect(await refusalIn(await open(JSON.stringify({ party }), headers))).toBe('415 unsupported-media-type');
    });

    it('a body that is too large', async () => {
      const body = { party, externalReference: 'x'.repeat(100_000) };
      expect(await refusalIn(await open(body))).toBe('413 payload-too-large');
    });
  });

  describe('is refused', () => {
    async function answersTo(token: string | undefined): Promise<Response[]> {
      const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const url = `${stage.service.url}/service-owner/dialogs`;
      const body = JSON.stringify({ party: restaurant });
      const json = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
      return [
        await fetch(url, { method: 'POST', headers: { ...headers, ...json }, body }),
        await fetch(`${url}/${v7()}`, { headers }),
        await fetch(`${url}/${v7()}/decision`, {
          method: 'POST',
          headers: { ...headers, ...json },
          body: '{"granted":true}',
        }),
      ];
    }

    function partsOf(token: string): { header: Record<string, unknown>; payload: Record<string, unknown> } {
      const [header = '', payload = ''] = token.split('.');
      const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
      return { header: read(header), payload: read(payload) };
    }

    it('without a token', async () => {
      for (const answer of await answersTo(undefined)) {
        expect(await refusalIn(answer)).toBe('401 missing-token');
        expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
      }
    });

    it.each([
      [
        'of an agency that has no such scope',
        () => fetchClientToken(stage.emulator.url, unrelatedAgency, 'digdir:dialogporten.serviceprovider'),
      ],
      [
        'of our own client for another scope',
        () => fetchClientToken(stage.emulator.url, provider, 'digdir:dialogporten.serviceprovider'),
      ],
    ])('with a token %s', async (_what, makeToken) => {
      for (const answer of await answersTo(await makeToken())) {
        expect(answer.status).toBe(403);
        expect(await refusalIn(answer)).toBe('403 missing-scope');
        expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer\b.*error="insufficient_scope"/);
      }
    });

    it('but not when the scope is one of several', async () => {
      const token = await fetchClientToken(
        stage.emulator.url,
        provider,
        `digdir:dialogporten.serviceprovider ${scope}`,
      );
      const [created] = await answersTo(token);
      expect(created!.status).toBe(201);
    });

    const badTokens: Record<string, () => string | Promise<string>> = {
      'that has expired': async () => {
        const { clientId, privateJwk } = servingLicenceBackend;
        const caller = new MaskinportenCaller(stage.emulator.url, clientId, { ...privateJwk }, scope);
        const iat = Math.floor(Date.now() / 1000) - 200;
        clockDifference = -200_000;
        try {
          const response = await caller.requestToken(await caller.assertion({ iat, exp: iat + 60 }));
          return ((await response.json()) as { access_token: string }).access_token;
        } finally {
          clockDifference = 0;
        }
      },
      'signed with another key': async () => {
        const { header, payload } = partsOf(await stage.parties.serviceOwnerToken());
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const input = `${base64url(header)}.${base64url(payload)}`;
        return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
      },
      'signed with another key under a name of its own': async () => {
        const { header, payload } = partsOf(await stage.parties.serviceOwnerToken());
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const input = `${base64url({ ...header, kid: 'mine' })}.${base64url(payload)}`;
        return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
      },
      'whose claims were changed': async () => {
        const token = await stage.parties.serviceOwnerToken();
        const { payload } = partsOf(token);
        const [header, , signature] = token.split('.');
        return `${header}.${base64url({ ...payload, client_id: 'somebody-else' })}.${signature}`;
      },
      "in HS256, keyed with Maskinporten's public key": async () => {
        const { header, payload } = partsOf(await stage.parties.serviceOwnerToken());
        const set = (await (await fetch(`${stage.emulator.url}/maskinporten/jwk`)).json()) as { keys: { n: string }[] };
        const input = `${base64url({ ...header, alg: 'HS256' })}.${base64url(payload)}`;
        return `${input}.${createHmac('sha256', set.keys[0]!.n).update(input).digest('base64url')}`;
      },
      'with alg none': async () => {
        const { header, payload } = partsOf(await stage.parties.serviceOwnerToken());
        return `${base64url({ ...header, alg: 'none' })}.${base64url(payload)}.`;
      },
      'that is a dialog token': async () => stage.parties.tokenOf('daglig-leder', await stage.parties.openDialog()),
      'that is no token': () => 'x',
    };

    it.each(Object.keys(badTokens))('with a token %s', async (name) => {
      for (const answer of await answersTo(await badTokens[name]!())) {
        expect(await refusalIn(answer)).toBe('401 invalid-token');
        expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
      }
    });

    it('a dialog that does not exist', async () => {
      for (const id of [v7(), 'x', '%27']) {
        expect(await refusalIn(await stage.parties.asServiceOwner('GET', `/${id}`))).toBe('404 not-found');
        const decision = await stage.parties.asServiceOwner('POST', `/${id}/decision`, { granted: true });
        expect(await refusalIn(decision)).toBe('404 not-found');
      }
    });
  });
});
