import { describe, expect, it } from '@jest/globals';
import { exchangesIn } from './recording.js';
import { replay } from './replay.js';

const owner = 'service owner 991825827 (digdir:dialogporten.serviceprovider)';
const api = '/api/v1/serviceowner/dialogs';
const id = '01a20000-0000-7000-8000-000000000001';
const dialog = {
  serviceResource: 'urn:altinn:resource:recorded',
  party: 'urn:altinn:person:identifier-no:08895699684',
  content: { title: { value: [{ languageCode: 'nb', value: 'T' }] } },
};
const made = {
  method: 'POST',
  path: api,
  as: owner,
  body: dialog,
  answer: { status: 201, contentType: 'application/json', etag: '00000000-0000-4000-8000-00000000000a', body: id },
};
const notFound = {
  type: 'https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.4',
  title: 'Resource not found.',
  status: 404,
  instance: `${api}/01920000-0000-7000-8000-000000000001`,
  errors: { DialogEntity: ['in whatever words'] },
};
const missed = {
  method: 'GET',
  path: notFound.instance,
  as: owner,
  answer: { status: 404, contentType: 'application/problem+json', body: notFound },
};
const lines = (...exchanges: object[]) => exchanges.map((exchange) => JSON.stringify(exchange)).join('\n');
const results = async (...exchanges: object[]) =>
  (await replay(exchangesIn(lines(...exchanges)), '1.119.1')).map(({ result }) => result);

describe('a replay', () => {
  it('takes ids and revisions that the platform made for those that the stand-in makes, and holds on to them', async () => {
    const changed = {
      method: 'PUT',
      path: `${api}/${id}`,
      as: owner,
      headers: { 'if-match': made.answer.etag },
      body: { status: 'Draft', ...dialog },
      answer: { status: 204, etag: '00000000-0000-4000-8000-00000000000b' },
    };
    const unchanged = { ...changed, headers: { 'if-match': changed.answer.etag } };

    expect(await results(made, changed, unchanged)).toEqual(['same', 'same', 'same']);
    expect(await results(made, changed, { ...unchanged, answer: { status: 204, etag: made.answer.etag } })).toEqual([
      'same',
      'same',
      'differs',
    ]);
  });

  it('counts the keys of errors, not their words', async () => {
    expect(await results(missed)).toEqual(['same']);
    const [outcome] = await replay(
      exchangesIn(lines({ ...missed, answer: { ...missed.answer, body: { ...notFound, errors: { Dialog: ['x'] } } } })),
      '1.119.1',
    );
    expect(outcome).toMatchObject({ result: 'differs', differences: [expect.stringContaining('body.errors')] });
  });

  it('makes a dialog that the recording left out since one like it was made before', async () => {
    const twin = {
      method: 'DELETE',
      path: `${api}/01a20000-0001-7000-8000-000000000002`,
      as: owner,
      answer: { status: 204, etag: '00000000-0000-4000-8000-00000000000c' },
    };

    expect(await results(made, twin)).toEqual(['same', 'same']);
  });

  it('says so when the recording does not say what was sent', async () => {
    expect(await results({ ...made, body: '(long)' })).toEqual(['unsaid']);
  });

  it('names the line that is no exchange', () => {
    expect(() => exchangesIn(`${lines(made)}\n{}`)).toThrow('line 2');
  });
});
