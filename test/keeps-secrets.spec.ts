import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { getRaw, sendRaw } from './support/raw-http.js';
import { createSigningKey, signDialogToken } from 'nestjs-dialog-token/testing';
import { until } from './support/until.js';
import { fetchClientToken } from '../emulator/client-token.js';
import { tallyParty } from './tally/index.js';
import { tallyClient, tallyScope } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';
import { tallyResource } from './tally/tally.js';

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
  let stage: TallyStage;
  /** Everything that has been answered, but for what a service owner is told of its own dialogs. */
  const answered: string[] = [];

  beforeAll(async () => {
    stage = await TallyStage.set({ LOG_LEVEL: 'trace' });
    await stage.addService();
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
  const breakDatabase = () => stage.sql(`ALTER TABLE dialogs ADD CONSTRAINT refused CHECK (party = 'none') NOT VALID`);

  async function everyKindOfRequest(): Promise<void> {
    const { emulator } = stage;
    const service = stage.services[0]!;
    const own = '/service-owner/dialogs';
    const asServiceOwner = (method: string, path: string, body?: unknown, headers = {}) =>
      note(stage.asServiceOwner(method, own + path, body, { headers }));
    const open = (body: unknown, headers = {}) => asServiceOwner('POST', '', body, headers);
    const get = (path: string, headers: Record<string, string> = {}) => note(fetch(service.url + path, { headers }));
    const embed = (id: string, bad: string) => note(stage.embed(id, { token: bad }));
    const count = (id: string, bad: string) => note(stage.count(id, { token: bad }));

    const theirs = { c: personParty, p: personParty };
    const dialogId = await stage.open({ party: personParty });
    const token = stage.token(dialogId, theirs);
    const maskinportenToken = await fetchClientToken(emulator.url, tallyClient, tallyScope);
    const forged = signDialogToken(createSigningKey(), { i: dialogId, ...theirs });

    // A dialog's whole life, with a person as its party
    for (const button of ['count', 'count', 'approve', 'count', 'delete'] as const) {
      await note(stage.press(button, dialogId, { token: stage.token(dialogId, theirs) }));
    }
    await embed(dialogId, token);
    await asServiceOwner('GET', `/${dialogId}`);
    const closed = await stage.open({ party: personParty });
    await note(stage.close(closed));

    // The same for users without a number
    for (const user of [emailUser, selfIdentified]) {
      await open({ party: user });
      const id = await stage.open();
      const claims = {
        c: user,
        p: tallyParty,
        l: 4,
        i: id,
        s: tallyResource,
        a: 'read;write',
      };
      await embed(id, emulator.signDialogToken(claims));
      await count(id, emulator.signDialogToken(claims));
      await embed(id, emulator.signDialogToken({ ...claims, p: user }));
      await embed(id, emulator.signDialogToken({ ...claims, exp: 1 }));
      await embed(id, emulator.signDialogToken({ ...claims, jti: undefined }));
      await asServiceOwner('GET', `/${id}`);
    }

    // Bad tokens
    for (const bad of [forged, `${token}x`, `${token}.${token}`, maskinportenToken, token.slice(0, -9), person]) {
      await embed(dialogId, bad);
      await count(dialogId, bad);
      await get(`/service-owner/dialogs/${dialogId}`, { Authorization: `Bearer ${bad}` });
    }
    await embed(v7(), token);
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
        s: tallyResource,
        a: 'read',
      };
      await embed(dialogId, emulator.signDialogToken({ ...complete, ...claims }));
    }
    await embed(dialogId, emulator.signDialogToken({ i: dialogId }, { kid: person }));
    await embed(dialogId, emulator.signDialogToken({ i: dialogId }, { kid: token }));

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
      await get(`/tallies/${secret}/embed`);
      await get(`/tallies/${secret}/embed`, { Authorization: `Bearer ${token}` });
      await get(`/tallies/${dialogId}/embed?access_token=${secret}`);
      await get(`/tallies/${dialogId}/embed?lang=${secret}`, { Authorization: `Bearer ${token}` });
      await get(`/tallies/${dialogId}/embed?${secret}=${secret}`, { Authorization: `Bearer ${token}` });
      await asServiceOwner('GET', `/${secret}`);
      await note(stage.asServiceOwner('POST', `/service-owner/tallies/${secret}/close`));
      await get(`/nowhere`, {
        traceparent: secret,
        'Accept-Language': secret,
        Prefer: secret,
        Cookie: secret,
        Origin: secret,
      });
      await get(`/tallies/${dialogId}/embed`, { Authorization: `Bearer ${token}`, Prefer: `timezone="${secret}"` });
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
    const taken = await stage.open({ party: personParty });
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
    await count(taken, stage.token(taken, theirs));

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
    const failures = stage.services[0]!.log.filter((line) => line.includes('"constraint":"refused"'));
    expect(failures.length).toBeGreaterThanOrEqual(2);
    expect(failures.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        problem: 'internal-error',
        err: expect.objectContaining({ message: 'a statement failed' }),
      }),
    );
  });

  it('are in no line of the log', () => {
    expect(stage.services[0]!.log.length).toBeGreaterThan(150);
    expect(stage.services[0]!.log.filter((line) => secretsIn(line).length > 0)).toEqual([]);
  });

  it('are in no header, and in no problem', () => {
    expect(answered.length).toBeGreaterThan(1_000);
    const leaks = answered.filter((text) => secretsIn(text.slice(text.indexOf(' -> '))).length > 0);
    expect(leaks).toEqual([]);
  });
});
