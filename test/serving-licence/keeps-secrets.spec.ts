import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { sharedDatabase } from '../support/postgres.js';
import { getRaw, sendRaw } from '../support/raw-http.js';
import { createSigningKey, signDialogToken } from '../../src/dialog-token/testing/index.js';
import { restaurant } from './support/parties.js';
import { setStage, type Stage } from './support/stage.js';
import { until } from '../support/until.js';

const person = '21848510170';
const manager = '14886498226';
const personParty = `urn:altinn:person:identifier-no:${person}`;

/** Users without a number, whose names give them away as well. */
const emailUser = 'urn:altinn:person:idporten-email:kari.nordlys@example.no';
const selfIdentified = 'urn:altinn:person:legacy-selfidentified:olasommerfugl';

/** Ids, which may have eleven digits in a row by chance. */
const ids = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/gi;
const identityNumber = /(?<!\d)\d{11}(?!\d)/;
const anyToken = /eyJ[\w-]{8,}/;
const names = /kari[.]nordlys|olasommerfugl/i;

/** Secrets in a text that must not get out. */
function secretsIn(text: string): string[] {
  const spellings = [text, text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => decodeOr(encoded))].map((spelling) =>
    spelling.replace(ids, 'id'),
  );
  return spellings.filter((spelling) => [identityNumber, anyToken, names].some((secret) => secret.test(spelling)));
}

function decodeOr(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

describe('tokens, national identity numbers, e-mail addresses and usernames', () => {
  let stage: Stage;
  let databaseUrl: string;
  /** Everything that has been answered, but for what a service owner is told of its own dialogs. */
  const answered: string[] = [];

  beforeAll(async () => {
    databaseUrl = await sharedDatabase();
    stage = await setStage({ LOG_LEVEL: 'trace', DATABASE_URL: databaseUrl });
    await everyKindOfRequest();
  });

  afterAll(() => stage.clear());

  async function note(request: Promise<Response>): Promise<Response> {
    const response = await request;
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    const problem = response.ok ? [] : [await response.text()];
    answered.push(...[...headers, ...problem].map((text) => `${response.status} ${response.url} -> ${text}`));
    return response;
  }

  /** From now on every dialog that is stored breaks a rule, and PostgreSQL's complaint quotes it. */
  async function breakDatabase(): Promise<void> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`ALTER TABLE dialogs ADD CONSTRAINT refused CHECK (party = 'nobody') NOT VALID`);
    await client.end();
  }

  async function everyKindOfRequest(): Promise<void> {
    const { parties, service, emulator } = stage;
    const open = (body: unknown, headers = {}) =>
      note(parties.asServiceOwner('POST', '', body, { 'Idempotency-Key': randomUUID(), ...headers }));
    const get = (path: string, headers: Record<string, string> = {}) => note(fetch(service.url + path, { headers }));

    const dialogId = await parties.openDialog({ party: personParty });
    const token = await parties.tokenOf('privatperson', dialogId);
    const maskinportenToken = await parties.serviceOwnerToken();
    const forged = signDialogToken(createSigningKey(), { i: dialogId, c: personParty, p: personParty });

    // A dialog's whole life, with a person as its party
    for (const action of ['confirm', 'confirm', 'submit', 'sign'] as const) {
      await note(parties.press(action, dialogId, await parties.tokenOf('privatperson', dialogId)));
    }
    await note(parties.asServiceOwner('POST', `/${dialogId}/decision`, { granted: true, reason: `For ${person}` }));
    await note(parties.pressAs('privatperson', 'delete', dialogId));
    await note(parties.embed(dialogId, token));
    await note(parties.asServiceOwner('GET', `/${dialogId}`));
    const withdrawn = await parties.openDialog({ party: personParty });
    await note(parties.pressAs('privatperson', 'delete', withdrawn));

    // The same for users without a number
    for (const user of [emailUser, selfIdentified]) {
      await open({ party: user });
      const id = await parties.openDialog();
      const claims = {
        c: user,
        p: restaurant,
        l: 4,
        i: id,
        s: 'urn:altinn:resource:serving-licence',
        a: 'read;confirm',
      };
      await note(parties.embed(id, emulator.signDialogToken(claims)));
      await note(parties.press('confirm', id, emulator.signDialogToken(claims)));
      await note(parties.embed(id, emulator.signDialogToken({ ...claims, p: user })));
      await note(parties.embed(id, emulator.signDialogToken({ ...claims, exp: 1 })));
      await note(parties.embed(id, emulator.signDialogToken({ ...claims, jti: undefined })));
      await note(parties.asServiceOwner('GET', `/${id}`));
    }

    // Bad tokens
    for (const bad of [forged, `${token}x`, `${token}.${token}`, maskinportenToken, token.slice(0, -9), person]) {
      await note(parties.embed(dialogId, bad));
      await note(parties.press('confirm', dialogId, bad));
      await get(`/service-owner/dialogs/${dialogId}`, { Authorization: `Bearer ${bad}` });
    }
    await note(parties.embed(v7(), token));
    for (const claims of [
      { s: 'urn:altinn:resource:unrelated-service' },
      { p: `urn:altinn:person:identifier-no:${manager}` },
      { a: '' },
      { a: person },
      { c: person },
      { e: [person, 1] },
      { l: person },
      { jti: person },
      { iss: `https://evil.example/${person}` },
      { i: person },
    ]) {
      const complete = {
        c: personParty,
        p: personParty,
        l: 4,
        i: dialogId,
        s: 'urn:altinn:resource:serving-licence',
        a: 'read',
      };
      await note(parties.embed(dialogId, emulator.signDialogToken({ ...complete, ...claims })));
    }
    await note(parties.embed(dialogId, emulator.signDialogToken({ i: dialogId }, { kid: person })));
    await note(parties.embed(dialogId, emulator.signDialogToken({ i: dialogId }, { kid: token })));

    // In the path, the query and the headers
    for (const secret of [
      person,
      token,
      personParty,
      encodeURIComponent(personParty),
      emailUser,
      encodeURIComponent(emailUser),
      encodeURIComponent(encodeURIComponent(selfIdentified)),
      `%32${person.slice(1)}`,
      `x${person}`,
    ]) {
      await get(`/${secret}`);
      await get(`/${secret}/${secret}?q=${secret}`);
      await get(`/embeds/dialogs/${secret}`);
      await get(`/embeds/dialogs/${secret}`, { Authorization: `Bearer ${token}` });
      await get(`/embeds/dialogs/${dialogId}?access_token=${secret}`);
      await get(`/embeds/dialogs/${dialogId}?lang=${secret}`, { Authorization: `Bearer ${token}` });
      await get(`/embeds/dialogs/${dialogId}?${secret}=${secret}`, { Authorization: `Bearer ${token}` });
      await note(parties.asServiceOwner('GET', `/${secret}`));
      await note(parties.asServiceOwner('POST', `/${secret}/decision`, { granted: true }));
      await get(`/nowhere`, {
        traceparent: secret,
        'Accept-Language': secret,
        Prefer: secret,
        Cookie: secret,
        Origin: secret,
      });
      await get(`/embeds/dialogs/${dialogId}`, { Authorization: `Bearer ${token}`, Prefer: `timezone="${secret}"` });
      await getRaw(service.url, `/%ZZ/${secret}`).then(({ body }) => answered.push(body));
      await sendRaw(service.url, `${secret}\r\n\r\n`).then(({ body }) => answered.push(body));
    }

    // In the body
    for (const secret of [person, token, maskinportenToken, emailUser, selfIdentified]) {
      await open({ party: secret });
      await open({ party: personParty, [secret]: secret });
      await open({ party: personParty, title: { nb: 'x', [secret]: secret } });
      await open({ party: personParty, id: secret, dueAt: secret });
      await open({
        party: personParty,
        title: { nb: `Til ${secret}`.slice(0, 250) },
        externalReference: secret.slice(0, 250),
      });
      await open({ party: personParty, title: { nb: `${secret.slice(0, 200)}\0` } });
      await open({ party: personParty, externalReference: `${secret.slice(0, 200)}\0` });
      await open(`{"party":"${secret}`);
      await open(`"${secret}"`);
      await open(secret, { 'Content-Type': `text/${person}` });
      await open({ party: personParty }, { 'Idempotency-Key': secret.slice(0, 250) });
      await open({ party: personParty, externalReference: 'other' }, { 'Idempotency-Key': secret.slice(0, 250) });
      await open({ party: personParty, externalReference: secret.repeat(9_000).slice(0, 70_000) });
    }
    await open({ party: `urn:altinn:person:identifier-no:${person.slice(0, -1)}1` });
    const taken = await parties.openDialog({ party: personParty });
    await open({ party: personParty, id: taken });

    // The platform refuses, fails or is away
    for (const fault of [{ status: 400 }, { status: 403 }, { status: 500 }, { absent: true }] as const) {
      emulator.faults.set([{ match: 'POST /dialogporten/api/v1/serviceowner/dialogs', ...fault }]);
      await open({ party: personParty, title: { nb: `Til ${person}` } });
      emulator.faults.clear();
    }
    // Our database fails in the middle of a statement
    await breakDatabase();
    await open({ party: emailUser, title: { nb: `Til ${person}` } });
    await note(parties.pressAs('privatperson', 'confirm', taken));

    const traceId = randomUUID().replaceAll('-', '');
    await get('/nowhere', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    await until(() => service.log.some((line) => line.includes(traceId)));
  }

  it('are told apart from ids by these tests', () => {
    expect(secretsIn(`a ${person}`)).not.toEqual([]);
    expect(secretsIn(`/%32${person.slice(1)}`)).not.toEqual([]);
    expect(secretsIn(encodeURIComponent(emailUser))).not.toEqual([]);
    expect(secretsIn('Bearer eyJhbGciOiJFZERTQSJ9.eyJh')).not.toEqual([]);
    expect(secretsIn('0192a1b2-3c4d-7e5f-8a9b-012345678901 0af7651916cd43dd8448eb2112345678 12345678901234')).toEqual(
      [],
    );
  });

  it('are not logged with a statement that failed, which is', () => {
    const failures = stage.service.log.filter((line) => line.includes('"constraint":"refused"'));
    expect(failures.length).toBeGreaterThanOrEqual(2);
    expect(failures.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        problem: 'internal-error',
        err: expect.objectContaining({ message: 'a statement failed' }),
      }),
    );
  });

  it('are in no line of the log', () => {
    expect(stage.service.log.length).toBeGreaterThan(150);
    expect(stage.service.log.filter((line) => secretsIn(line).length > 0)).toEqual([]);
  });

  it('are in no header, and in no problem', () => {
    expect(answered.length).toBeGreaterThan(1_000);
    const leaks = answered.filter((text) => secretsIn(text.slice(text.indexOf(' -> '))).length > 0);
    expect(leaks).toEqual([]);
  });
});
