import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchClientToken } from '../emulator/client-token.js';
import { problemIn, refusalIn } from './support/problems.js';
import { sendRaw } from './support/raw-http.js';
import { tallyParty } from './tally/index.js';
import { tallyClient, tallyScope } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';

describe('a request to the service', () => {
  let stage: TallyStage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    dialogId = await stage.open();
  });

  afterAll(() => stage.clear());

  const url = () => stage.services[0]!.url;

  /** Sends a request with exactly these headers. @returns its status and, of a refusal, the kind. */
  async function outcomeOf(
    method: string,
    path: string,
    headers: readonly string[],
    body = '',
    token = `Authorization: Bearer ${stage.token(dialogId)}`,
  ): Promise<string> {
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close', token, ...headers].filter(Boolean);
    const answer = await sendRaw(url(), Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
    const { type } = answer.status >= 400 ? (JSON.parse(answer.body) as { type: string }) : { type: '' };
    return `${answer.status} ${type.replace('urn:problem:', '')}`.trim();
  }

  const types = [
    'text/plain; charset=utf-8',
    'text/plain',
    'application/json',
    'application/json; charset=utf-16',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'nonsense',
    ';',
    '/',
    `a/${'b'.repeat(20_000)}`,
  ];
  const nothing: Record<string, readonly [string[], string?]> = {
    'no length': [[]],
    'a length of 0': [['Content-Length: 0']],
    'a length of 00': [['Content-Length: 00']],
    'chunks of which the first is the last': [['Transfer-Encoding: chunked'], '0\r\n\r\n'],
  };

  describe.each(Object.entries(nothing))('without a body, by %s,', (_, [length, body]) => {
    it.each(types)('is taken as what it is under any media type: %s', async (type) => {
      const headers = [`Content-Type: ${type}`, ...length];
      expect(await outcomeOf('POST', `/tallies/${dialogId}/count`, headers, body)).toMatch(/^20[24]$/);
      expect(await outcomeOf('GET', `/tallies/${dialogId}/embed`, headers, body)).toBe('200');
      const other = await stage.open();
      const deleting = [`Authorization: Bearer ${stage.token(other)}`, ...headers];
      const lines = [`DELETE /tallies/${other} HTTP/1.1`, 'Host: x', 'Connection: close', ...deleting];
      const { status } = await sendRaw(url(), `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
      expect([202, 204]).toContain(status);
    });
  });

  const add = (type: string | undefined, body: string) =>
    outcomeOf(
      'POST',
      `/tallies/${dialogId}/add`,
      [...(type === undefined ? [] : [`Content-Type: ${type}`]), `Content-Length: ${body.length}`],
      body,
    );

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; charset=utf8',
    'APPLICATION/JSON',
    'application/json; odata.metadata=minimal',
  ])('with JSON is read, as %s', async (type) => {
    expect(await add(type, '{"amount":1}')).toMatch(/^20[24]$/);
  });

  it.each([
    undefined,
    'text/plain; charset=utf-8',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; charset=latin1',
    'application/json; charset=',
    'application/jsonx',
    'application/problem+json',
    'nonsense',
    `application/json; a=${'b'.repeat(20_000)}`,
  ])('with a body of another type, or in another charset, is refused: %s', async (type) => {
    expect(await add(type, '{"amount":1}')).toBe('415 unsupported-media-type');
  });

  it('whose body of another type has not come in is refused at its first byte', async () => {
    const headers = ['Content-Type: text/plain', 'Transfer-Encoding: chunked'];
    expect(await outcomeOf('POST', `/tallies/${dialogId}/add`, headers, '1\r\nx\r\n')).toBe(
      '415 unsupported-media-type',
    );
  });

  it.each([
    ['a lone continuation byte', '\x80'],
    ['half of a character', '\xc3'],
    ['Latin-1', '\xe6\xf8\xe5'],
    ['a surrogate in UTF-8', '\xed\xa0\x80'],
    ['an overlong NUL', '\xc0\x80'],
  ])('with a body that is not UTF-8 is refused, and not mended: %s', async (_, bytes) => {
    const token = await fetchClientToken(stage.emulator.url, tallyClient, tallyScope);
    const open = async (text: string) => {
      const body = `{"party":"${tallyParty}","externalReference":"${text}"}`;
      const headers = [
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        `Idempotency-Key: ${text.length}`,
      ];
      return outcomeOf('POST', '/service-owner/dialogs', [`Authorization: Bearer ${token}`, ...headers], body, '');
    };
    expect(await open('\xc3\xa6')).toBe('201');
    expect(await open(`SAK ${bytes}`)).toBe('400 invalid-request');
  });

  it('with a body that comes a byte at a time is read as one, and is refused above the limit', async () => {
    const chunked = (text: string) => [...text].map((byte) => `1\r\n${byte}\r\n`).join('') + '0\r\n\r\n';
    const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const path = `/tallies/${dialogId}/add`;
    expect(await outcomeOf('POST', path, headers, chunked('{"amount":1}'))).toMatch(/^20[24]$/);
    const most = `{"amount":1}${' '.repeat(64 * 1024 - 12)}`;
    expect(await outcomeOf('POST', path, headers, chunked(most))).toMatch(/^20[24]$/);
    expect(await outcomeOf('POST', path, headers, chunked(`${most} `))).toBe('413 payload-too-large');
  });

  it('to an unknown route does not wait for its body', async () => {
    const socket = connect(Number(new URL(url()).port), '127.0.0.1');
    socket.write('POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
    const [first] = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString().split('\r\n');
    socket.destroy();
    expect(first).toBe('HTTP/1.1 404 Not Found');
  });

  const texts = ['a\0b', '\ud800', '\udc00a'];

  it.each(['title', 'externalReference', 'party', 'serviceResource', 'dueAt', 'id'])(
    'is refused, by the name of the field, when %s cannot be stored',
    async (field) => {
      for (const text of texts) {
        const value = field === 'title' ? { nb: 'a', nn: text } : text;
        const answer = await stage.asServiceOwner('POST', '/service-owner/dialogs', {
          party: tallyParty,
          [field]: value,
        });
        const { errors } = await problemIn(answer, 400, 'invalid-request');
        expect(errors).toMatchObject([
          { field: field === 'title' ? 'title.nn' : field, messages: [expect.any(String)] },
        ]);
      }
    },
  );

  it.each(['\u200b', '\u00ad\u2060', '\u3164', '\u2800 \ufe0f'])(
    'is refused when a text has nothing to see in it: %j',
    async (text) => {
      const answer = await stage.asServiceOwner('POST', '/service-owner/dialogs', {
        party: tallyParty,
        externalReference: text,
      });
      expect(await refusalIn(answer)).toBe('400 invalid-request');
    },
  );

  it('is refused when its query or its path cannot be stored', async () => {
    const path = `/tallies/${dialogId}`;
    expect(await outcomeOf('GET', `${path}/embed?lang=nb&x=%00`, [])).toBe('400 invalid-request');
    expect(await outcomeOf('GET', `${path}/reports/%00`, [])).toBe('404 not-found');
    expect(await outcomeOf('GET', `/service-owner/dialogs/%00`, [])).toBe('401 invalid-token');
  });

  it.each(['jti', 'c', 's', 'e'])('is refused when the claim %s of its token cannot be stored', async (claim) => {
    for (const text of texts) {
      const value = { c: `urn:altinn:person:legacy-selfidentified:${text}`, e: [text] }[claim] ?? text;
      const answer = await stage.count(dialogId, { token: stage.token(dialogId, { [claim]: value }) });
      expect(await refusalIn(answer)).toBe('401 invalid-token');
    }
  });

  it('is let in when an action of its token cannot be stored, which grants nothing', async () => {
    const token = stage.token(dialogId, { a: 'wr\0ite;\ud800;write' });
    expect((await stage.count(dialogId, { token })).status).toBe(204);
  });
});
