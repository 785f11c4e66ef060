import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MaskinportenCaller } from '../emulator/testing/maskinporten-caller.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';
import { until } from './support/until.js';

let stage: TallyStage;
let colleague: MaskinportenCaller;

beforeAll(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  colleague = new MaskinportenCaller(stage.emulator.url, tallyClient.clientId, tallyClient.privateJwk);
});
afterAll(() => stage.clear());

/** Another system of the service owner's changes the dialog in Dialogporten. */
async function patch(id: string, ...operations: readonly object[]): Promise<void> {
  expect((await colleague.call('PATCH', `/dialogs/${id}`, operations)).status).toBe(204);
}

const texts = (value: string) => [{ languageCode: 'nb', value }];
const added = {
  attachments: [
    {
      displayName: texts('Kart'),
      urls: [{ url: 'https://maps.example/1', mediaType: 'image/png', consumerType: 'Gui' }],
    },
  ],
  apiActions: [{ action: 'write', endpoints: [{ url: 'https://api.example/1', httpMethod: 'POST' }] }],
  searchTags: [{ value: 'kartutsnitt' }],
  process: 'urn:example:process:1',
  dueAt: '2099-01-01T00:00:00Z',
  expiresAt: '2099-02-01T00:00:00Z',
};
const addAll = Object.entries(added).map(([member, value]) => ({ op: 'add', path: `/${member}`, value }));

describe('what another system of the service owner put into a dialog', () => {
  it('stays through all our later changes, and is read once', async () => {
    const id = await stage.open();
    await patch(id, ...addAll, {
      op: 'add',
      path: '/content/additionalInfo',
      value: { mediaType: 'text/plain', value: texts('Mer') },
    });

    for (let count = 1; count <= 3; count++) expect((await stage.count(id)).status).toBe(204);

    const there = stage.emulator.dialogs.get(id)!;
    expect(there).toMatchObject({
      ...added,
      dueAt: expect.stringMatching(/^2099-01-01T00:00:00/),
      expiresAt: expect.stringMatching(/^2099-02-01T00:00:00/),
      content: { summary: { value: expect.arrayContaining([{ languageCode: 'nb', value: 'Counted to 3' }]) } },
    });
    expect(there.content).toHaveProperty('additionalInfo');
    expect(there.guiActions).toHaveLength(2);
    const calls = stage.emulator.requests.list().filter(({ path }) => path.endsWith(id));
    expect(calls.filter(({ method }) => method === 'GET')).toHaveLength(1);
    expect(calls.filter(({ method }) => method === 'PUT').map(({ status }) => status)).toEqual([412, 204, 204, 204]);
  });

  it('stays ours where we say it: status, content and buttons', async () => {
    const id = await stage.open();
    await patch(
      id,
      { op: 'replace', path: '/status', value: 'Completed' },
      { op: 'replace', path: '/guiActions', value: [] },
    );
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.emulator.dialogs.get(id)).toMatchObject({
      status: 'InProgress',
      guiActions: [{ action: 'write' }, { action: 'sign' }],
    });
  });
});

describe('a due date', () => {
  it('is kept when it has passed: by a change, and by an opening that arrives late', async () => {
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const id = await stage.open({ dueAt });
    const past = '2026-01-01T00:00:00.000Z';
    await stage.sql('UPDATE dialogs SET due_at = $2 WHERE id = $1', [id, past]);
    await patch(id, { op: 'replace', path: '/dueAt', value: '2099-01-01T00:00:00Z' });

    expect((await stage.count(id)).status).toBe(204);
    expect(stage.emulator.dialogs.get(id)!.dueAt).toMatch(/^2099/);

    stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', status: 503 }]);
    const late = await stage.open({ dueAt });
    await stage.sql('UPDATE dialogs SET due_at = $2 WHERE id = $1', [late, past]);
    stage.emulator.faults.clear();
    await stage.untilDelivered(late);
    expect(stage.emulator.dialogs.get(late)!.dueAt).toMatch(/^2026-01-01T00:00:00/);
    expect((await stage.count(late)).status).toBe(204);
    expect(stage.emulator.dialogs.get(late)!.dueAt).toMatch(/^2026-01-01T00:00:00/);
  });
});

describe('the report that a transmission was opened', () => {
  async function closed(): Promise<{ id: string; report: string }> {
    const id = await stage.open();
    await stage.asServiceOwner('POST', `/service-owner/tallies/${id}/close`);
    return { id, report: stage.emulator.dialogs.get(id)!.transmissions[0]!.id };
  }

  const fetchReport = (id: string, report: string, method = 'GET') =>
    fetch(`${stage.services[0]!.url}/tallies/${id}/reports/${report}`, {
      method,
      headers: { Authorization: `Bearer ${stage.token(id)}` },
    });

  const openings = (id: string) =>
    stage.emulator.dialogs.get(id)!.activities.filter(({ type }) => type === 'TransmissionOpened');

  it('is silent: it moves nothing that notifies a user of the dialog', async () => {
    const { id, report } = await closed();
    const { updatedAt } = stage.emulator.dialogs.get(id)!;
    expect((await fetchReport(id, report)).status).toBe(200);
    await until(() => openings(id).length === 1);
    expect(stage.emulator.dialogs.get(id)!.updatedAt).toBe(updatedAt);
  });

  it('is not made for who asks for the headers only', async () => {
    const { id, report } = await closed();
    expect((await fetchReport(id, report, 'HEAD')).status).toBe(200);
    expect((await fetchReport(id, report)).status).toBe(200);
    await until(() => openings(id).length === 1);
    expect(await stage.sql('SELECT FROM dialogs WHERE id = $1 AND version = 3', [id])).toHaveLength(1);
  });
});
