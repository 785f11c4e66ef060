import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openValidation } from '../http/validation.js';
import { CloudEventDto, toCloudEvent } from './cloud-event.dto.js';

const pipe = openValidation(CloudEventDto);

/** The event as it is handed on; undefined where it is refused. */
async function read(body: unknown) {
  try {
    return toCloudEvent((await pipe.transform(body, { type: 'body' })) as CloudEventDto);
  } catch (error) {
    expect(error).toMatchObject({ kind: 'invalid-request' });
    return undefined;
  }
}

const least = { specversion: '1.0', id: '1', source: '/dialogs', type: 'dialogporten.dialog.seen.v1' };

const name = fc.stringMatching(/^[!-~]{1,40}$/);
const attributes = fc.record(
  {
    time: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((at) => at.toISOString()),
    subject: name,
    resource: name,
    resourceinstance: name,
    data: fc
      .jsonValue({ maxDepth: 3 })
      .filter((value) => value !== null && !JSON.stringify(value).includes('__proto__')),
  },
  { requiredKeys: [] },
);

describe('the body of POST /events', () => {
  it('is read as it was sent, without the attributes that are not known', async () => {
    await fc.assert(
      fc.asyncProperty(name, name, name, attributes, fc.stringMatching(/^x[a-z0-9]{1,19}$/), async (...parts) => {
        const [id, source, type, others, extension] = parts;
        const event = { id, source, type, ...others };
        expect(await read({ specversion: '1.0', ...event, [extension]: 'more' })).toEqual(event);
      }),
    );
  });

  it('is any JSON, and is read or refused, never a failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...Object.keys(least)), async (value, member) => {
        await read(value);
        const taken = await read({ ...least, [member]: value });
        if (taken !== undefined) expect(typeof value).toBe('string');
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['a list', [least]],
    ['another version', { ...least, specversion: '0.3' }],
    ['no id', { ...least, id: '' }],
    ['an id of 256 characters', { ...least, id: 'x'.repeat(256) }],
    ['a time that is none', { ...least, time: '2026-02-30T12:00:00Z' }],
    ['an empty subject', { ...least, subject: '' }],
    ['a resource that is no text', { ...least, resource: 1 }],
  ])('is refused with %s', async (_, body) => {
    expect(await read(body)).toBeUndefined();
  });

  it('keeps members of its data that are named as methods are', async () => {
    const data = { valueOf: false, toString: { constructor: 'x' }, list: [{ hasOwnProperty: 1 }] };
    expect(await read({ ...least, data })).toMatchObject({ data });
  });

  it('may have the times of .NET, and null for what is not there', async () => {
    const time = '2026-11-30T12:00:00.1234567+00:00';
    expect(await read({ ...least, time, subject: null, data: null })).toEqual({
      id: '1',
      source: '/dialogs',
      type: least.type,
      time,
    });
  });
});
