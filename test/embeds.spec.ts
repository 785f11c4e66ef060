import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Language } from '../src/http/languages.js';
import { problemIn, refusalIn } from './support/problems.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

describe('the embed of a dialog', () => {
  let stage: TallyStage;
  let dialogId: string;
  let token: string;
  let approvedAt: Date;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    dialogId = await stage.open();
    token = stage.token(dialogId);
    expect((await stage.press('approve', dialogId)).status).toBe(204);
    approvedAt = new Date(String((await stage.here(dialogId))['changedAt']));
  });

  afterAll(() => stage.clear());

  function embed(query = '', headers: Record<string, string> = {}): Promise<Response> {
    return stage.embed(dialogId, { token, query, headers });
  }

  function listIn(response: Response, header: string): string[] {
    return (response.headers.get(header) ?? '').toLowerCase().split(/\s*,\s*/);
  }

  /** When it was approved, as it is written in English in that zone. */
  function written(zone: string): string {
    const at = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
    return at.format(approvedAt);
  }

  async function addressesOf(id: string): Promise<readonly { languageCode: string; value: string }[]> {
    return (await stage.shownTo('keeper', id)).content['mainContentReference']!.value;
  }

  it('is the markdown that the dialog promises', async () => {
    const answer = await embed();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/markdown; ?charset=utf-8$/i);
    expect(await answer.text()).toMatch(/^nb: 0\n\nApproved /);
  });

  it('is at every address that the portal was given', async () => {
    const addresses = await addressesOf(dialogId);
    expect(addresses.map(({ languageCode }) => languageCode).toSorted()).toEqual(['en', 'nb', 'nn']);
    for (const { languageCode, value: url } of addresses) {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain' } });
      expect([answer.status, answer.headers.get('Content-Language')]).toEqual([200, languageCode]);
    }
  });

  it.each<[string, string | undefined, Language]>([
    ['?lang=nb', undefined, 'nb'],
    ['?lang=nn', undefined, 'nn'],
    ['?lang=en', undefined, 'en'],
    ['?lang=en', 'nn, nb;q=0.9', 'en'],
    ['', undefined, 'nb'],
    ['', 'en, nb;q=0.9, nn;q=0.8', 'en'],
    ['', 'nb;q=0.1, nn;q=0.9, en;q=0.5', 'nn'],
    ['', 'en-US,en;q=0.9', 'en'],
    ['', 'no', 'nb'],
    ['', 'de, fr;q=0.5', 'nb'],
    ['', '*', 'nb'],
    ['', 'q=;;,', 'nb'],
  ])('at "%s" with Accept-Language %s is in %s, and says so', async (query, acceptLanguage, language) => {
    const answer = await embed(query, acceptLanguage === undefined ? {} : { 'Accept-Language': acceptLanguage });
    expect(answer.headers.get('Content-Language')).toBe(language);
    expect(await answer.text()).toMatch(new RegExp(`^${language}: 0\n`));
  });

  it.each(['?lang=fr', '?lang=', '?lang=NB', '?lang=nb-NO', '?lang=nb&lang=en', '?lang=__proto__'])(
    'is refused at %s',
    async (query) => {
      const { errors } = await problemIn(await embed(query), 400, 'invalid-request');
      expect(errors).toEqual([{ field: expect.stringMatching(/^lang/), messages: [expect.any(String)] }]);
    },
  );

  it.each([
    ['timezone="Europe/Oslo"', 'Europe/Oslo'],
    ['timezone="America/New_York"', 'America/New_York'],
    ['timezone="Asia/Kolkata"', 'Asia/Kolkata'],
    ['TimeZone="UTC"', 'UTC'],
    ['timezone=UTC', 'UTC'],
    ['respond-async, timezone="Asia/Tokyo"; x=1', 'Asia/Tokyo'],
  ])('with Prefer: %s has its times in %s, and says so', async (prefer, zone) => {
    const answer = await embed('?lang=en', { Prefer: prefer });
    expect(answer.headers.get('Preference-Applied')).toMatch(new RegExp(`^timezone="?${zone}"?$`));
    expect(await answer.text()).toContain(written(zone));
  });

  it.each([
    'timezone="Mars/Olympus"',
    'timezone=""',
    'timezone',
    'timezone="+01:00"',
    'timezone="../../etc/passwd"',
    'timezone="<script>"',
    'respond-async',
    '"',
    ',;=',
  ])('with Prefer: %s keeps to Oslo, and claims nothing', async (prefer) => {
    const answer = await embed('?lang=en', { Prefer: prefer });
    expect([answer.status, answer.headers.get('Preference-Applied')]).toEqual([200, null]);
    expect(await answer.text()).toContain(written('Europe/Oslo'));
  });

  it('belongs to no other user', async () => {
    const answer = await embed();
    expect(listIn(answer, 'Cache-Control').toSorted()).toEqual(['no-store', 'private']);
    expect(listIn(answer, 'Vary')).toEqual(
      expect.arrayContaining(['authorization', 'accept-language', 'prefer', 'origin']),
    );
  });

  it('has an address that changes with what it shows, and with nothing else', async () => {
    const id = await stage.open();
    const addresses = [await addressesOf(id)];
    for (const change of [() => stage.count(id), () => stage.count(id), () => stage.close(id)]) {
      expect((await change()).status).toBe(204);
      addresses.push(await addressesOf(id));
    }
    expect(new Set(addresses.slice(0, 3).map(([first]) => first!.value)).size).toBe(3);
    await stage.untilDelivered(id);
    // Closing it has changed the dialog, and nothing in its embed.
    expect(await stage.here(id)).toMatchObject({ state: 'closed', version: 4, deliveredVersion: 4 });
    expect(addresses[3]).toEqual(addresses[2]);
  });

  it('has the same address for every reader', async () => {
    const id = await stage.open();
    const { content } = await stage.shownTo('accountant', id);
    expect(content['mainContentReference']!.value).toEqual(await addressesOf(id));
  });

  it('is gone when the dialog is deleted', async () => {
    const id = await stage.open();
    expect((await stage.press('delete', id)).status).toBe(204);
    await until(async () => (await stage.embed(id)).status === 410);
    expect(await refusalIn(await stage.embed(id))).toBe('410 gone');
  });

  it('is 403 for a user who may not read, in the language asked for', async () => {
    const id = await stage.open();
    const answer = await stage.embed(id, { token, query: '?lang=en' });
    const { detail } = await problemIn(answer, 403, 'dialog-mismatch');
    expect([answer.headers.get('Content-Language'), detail]).toEqual(['en', expect.stringMatching(/^[A-Z][a-z]+ /)]);
  });
});
