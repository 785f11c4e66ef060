import { afterEach, describe, expect, it } from '@jest/globals';
import { refusalIn } from './support/problems.js';
import { TallyStage } from './tally/tally-stage.js';

const another = 'urn:altinn:person:identifier-no:21848510170';

describe('requests by the minute', () => {
  let stage: TallyStage;

  afterEach(() => stage.clear());

  async function set(settings: Record<string, string>): Promise<void> {
    stage = await TallyStage.set(settings);
    await stage.addService();
  }

  const url = () => stage.services[0]!.url;
  const embed = (dialogId: string, token: string) =>
    fetch(`${url()}/tallies/${dialogId}/embed`, { headers: { Authorization: `Bearer ${token}` } });
  const forged = (dialogId: string) => `${stage.token(dialogId).slice(0, -40)}${'A'.repeat(40)}`;

  async function verified(outcome: 'accepted' | 'refused'): Promise<number> {
    const metrics = await (await fetch(`${url()}/metrics`)).text();
    return Number(
      new RegExp(`^dialog_token_verifications_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(metrics)![1],
    );
  }

  it('are counted for service owners by a limit of their own', async () => {
    await set({ RATE_LIMIT_PER_MINUTE: '2', SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: '20' });
    const statuses: number[] = [];
    for (let request = 0; request < 22; request += 1) {
      const answer = await stage.asServiceOwner('GET', '/service-owner/dialogs/01890a5d-ac96-774b-bcce-b302099a8057');
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(404), 429, 429]);
  });

  it('have no more tokens verified, once twice as many were refused, for an address, save those that are known', async () => {
    await set({ RATE_LIMIT_PER_MINUTE: '5' });
    const dialogId = await stage.open();
    const known = stage.token(dialogId);
    expect((await embed(dialogId, known)).status).toBe(200);
    const before = await verified('refused');
    for (let request = 0; request < 40; request += 1) await embed(dialogId, forged(dialogId));
    expect((await verified('refused')) - before).toBe(10);
    expect(await refusalIn(await embed(dialogId, stage.token(dialogId, { c: another })))).toBe('429 rate-limited');
    expect((await embed(dialogId, known)).status).toBe(200);
  });

  it('without a good token are not verified without end on the routes of the service owner either', async () => {
    await set({ RATE_LIMIT_PER_MINUTE: '5', SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: '0' });
    const dialogId = await stage.open();
    const path = `/service-owner/dialogs/${dialogId}`;
    const asStranger = () => fetch(url() + path, { headers: { Authorization: `Bearer ${stage.token(dialogId)}` } });
    for (let request = 0; request < 9; request += 1) await asStranger();
    expect((await stage.asServiceOwner('GET', path)).status).toBe(200);
    expect((await asStranger()).status).toBe(429);
    expect((await stage.asServiceOwner('GET', path)).status).toBe(429);
  });

  it('that come through a proxy which is not named leave one warning in the log', async () => {
    await set({});
    for (let request = 0; request < 3; request += 1) {
      await fetch(`${url()}/`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    }
    expect(stage.services[0]!.log.filter((line) => line.includes('TRUST_PROXY names none'))).toHaveLength(1);
    expect(stage.services[0]!.log.join()).not.toContain('192.0.2.1');
    const named = await stage.addService({ TRUST_PROXY: '127.0.0.1,::1' });
    await fetch(`${named.url}/`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    expect(named.log.join()).not.toContain('TRUST_PROXY');
  });

  it('leave the caller of each refusal in the log, by a pseudonym', async () => {
    await set({});
    const dialogId = await stage.open();
    await embed(dialogId, forged(dialogId));
    await embed(dialogId, stage.token(dialogId, { a: '' }));
    await embed(dialogId, stage.token(dialogId, { a: '', c: 'urn:altinn:organization:identifier-no:991825827' }));
    await stage.asServiceOwner('POST', '/service-owner/dialogs', { party: 'nobody' });
    await fetch(`${url()}/nowhere`);
    const lines = stage.services[0]!.log.filter((line) => line.includes('"problem"'));
    const callers = lines.map((line) => {
      const { msg, problem, caller } = JSON.parse(line) as Record<string, string>;
      return [msg, problem, caller];
    });
    const address = expect.stringMatching(/^address [\w-]{16}$/);
    expect(callers).toEqual([
      ['a token was refused', 'invalid-token', address],
      ['request', 'invalid-token', address],
      ['a token was refused', 'missing-action', expect.stringMatching(/^person [\w-]{16}$/)],
      ['request', 'missing-action', expect.stringMatching(/^person [\w-]{16}$/)],
      ['a token was refused', 'missing-action', 'organization 991825827'],
      ['request', 'missing-action', 'organization 991825827'],
      ['request', 'invalid-request', expect.stringMatching(/^client [\w-]+$/)],
      ['request', 'not-found', address],
    ]);
    expect(callers[0]![2]).toBe(callers.at(-1)![2]);
    expect(lines.join()).not.toMatch(/127\.0\.0\.1|::1/);
    const answered = stage.services[0]!.log.filter((line) => line.includes('"status":20'));
    expect(answered.join()).not.toContain('"caller"');
  });
});
