import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { v7 } from 'uuid';
import { fetchClientToken } from '../emulator/client-token.js';
import { otherAgency } from '../emulator/personas.js';
import { unrelatedAgency } from '../emulator/testing/clients.js';
import { registered } from '../emulator/testing/policy.js';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { problemIn } from './support/problems.js';
import { tallyFeature, tallyParty, tallyPolicy } from './tally/index.js';
import { tallyScope } from './tally/tally.client.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { tally, tallyResource } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

/** Code of the feature's own that looks for dialogs. */
@Injectable()
class TallyFinder {
  static made: TallyFinder;

  constructor(readonly tallies: Dialogs<typeof tally>) {
    TallyFinder.made = this;
  }
}

@Module({
  imports: [DialogsModule.forFeature(tally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
  providers: [TallyFinder],
})
class FindingTallyModule {}

interface Page {
  readonly dialogs: readonly Record<string, unknown>[];
  readonly unreadable: readonly string[];
  readonly next?: string;
}

const ours = '991825827';
const policy = {
  ...tallyPolicy,
  clients: [...tallyPolicy.clients, registered(unrelatedAgency, otherAgency, tallyScope)],
};
const otherParty = 'urn:altinn:organization:identifier-no:991825827';
const start = Date.parse('2026-01-01T00:00:00Z');
const minute = (count: number) => new Date(start + count * 60_000).toISOString();

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set(
    { SERVICE_OWNER_ORGANIZATIONS: `${ours},${otherAgency}` },
    { policy, features: [{ ...tallyFeature, module: FindingTallyModule }] },
  );
  await stage.addService();
});
afterAll(() => stage.clear());

interface Stored {
  readonly id?: string;
  readonly state?: object;
  readonly owner?: string | null;
  readonly party?: string;
  readonly reference?: string;
  /** In minutes. */
  readonly created?: number;
  readonly changed?: number;
}

/** Stores dialogs that Dialogporten has already. @returns their ids. */
async function store(...dialogs: readonly Stored[]): Promise<readonly string[]> {
  const rows = dialogs.map(({ id = v7(), state = {}, owner = ours, party = tallyParty, reference, ...times }) => ({
    id,
    owner,
    party,
    state: { state: 'open', count: 1, ...state },
    external_reference: reference ?? null,
    created_at: minute(times.created ?? 0),
    changed_at: minute(times.changed ?? times.created ?? 0),
  }));
  await stage.sql(
    `INSERT INTO dialogs (id, owner, party, service_resource, state, version, delivered_version, external_reference, created_at, changed_at)
     SELECT id, owner, party, $2, state, 1, 1, external_reference, created_at, changed_at
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, owner text, party text, state jsonb, external_reference text,
       created_at timestamptz, changed_at timestamptz)`,
    [JSON.stringify(rows), tallyResource],
  );
  return rows.map(({ id }) => id);
}

async function pageIn(response: Response): Promise<Page> {
  const body = (await response.json()) as Page;
  expect([response.status, body]).toEqual([200, body]);
  return body;
}

const list = (query: Record<string, string>) =>
  stage.asServiceOwner('GET', `/service-owner/dialogs?${new URLSearchParams(query)}`);
const find = async (query: Record<string, string>) => pageIn(await list(query));
const search = (body: object) => stage.asServiceOwner('POST', '/service-owner/dialogs/search', body);
const idsOf = ({ dialogs }: Page) => dialogs.map(({ dialogId }) => dialogId);

/** Every page of a search, one after the other. */
async function allPages(query: Record<string, string>): Promise<readonly Page[]> {
  const pages = [await find(query)];
  for (let next = pages[0]!.next; next !== undefined; next = pages.at(-1)!.next) {
    pages.push(await find({ ...query, after: next }));
  }
  return pages;
}

describe('dialogs are found', () => {
  it('by their state, page by page, each once, in the order of their last change', async () => {
    const times = [5, 3, 9, 1, 7, 3, 4];
    const closed = await store(...times.map((changed) => ({ state: { state: 'closed' }, changed })));
    await store({ changed: 2 }, { changed: 6 });
    const pages = await allPages({ state: 'closed', limit: '3' });
    expect(pages.map(({ dialogs }) => dialogs.length)).toEqual([3, 3, 1]);
    const found = pages.flatMap(({ dialogs }) => dialogs);
    expect(found.map(({ changedAt }) => changedAt)).toEqual(times.toSorted((a, b) => a - b).map(minute));
    expect(new Set(found.map(({ dialogId }) => dialogId))).toEqual(new Set(closed));
  });

  it('as one of them is read by itself', async () => {
    const [id] = await store({ reference: 'as by itself', state: { state: 'closed', count: 12 } });
    const { dialogs } = await find({ externalReference: 'as by itself' });
    expect(dialogs).toEqual([await stage.here(id!)]);
    expect(dialogs[0]).toMatchObject({ state: 'closed', count: 12, delivery: { status: 'delivered' } });
  });

  it('by reference, state and times together', async () => {
    const reference = 'case 7';
    const [, wanted] = await store(
      { reference, created: 10, changed: 20, state: { state: 'closed' } },
      { reference, created: 10, changed: 20 },
      { reference, created: 10, changed: 30 },
      { reference, created: 5, changed: 20 },
      { reference: 'case 77', created: 10, changed: 20 },
    );
    const times = {
      changedFrom: minute(20),
      changedBefore: minute(21),
      createdFrom: minute(6),
      createdBefore: minute(11),
    };
    expect(idsOf(await find({ externalReference: reference, state: 'open', ...times }))).toEqual([wanted]);
  });

  it('by when they were opened, the oldest first, whenever they have changed since', async () => {
    const [late, early] = await store({ created: 1_002, changed: 1_003 }, { created: 1_001, changed: 1_004 });
    await store({ created: 1_005 });
    const window = { createdFrom: minute(1_001), createdBefore: minute(1_005) };
    expect(idsOf(await find(window))).toEqual([early, late]);
    const pages = await allPages({ ...window, limit: '1' });
    expect(pages.flatMap(idsOf)).toEqual([early, late]);
  });

  it('by party, which is sent in a body', async () => {
    const [first, second] = await store({ party: otherParty, changed: 1 }, { party: otherParty, changed: 2 });
    expect(idsOf(await pageIn(await search({ party: otherParty })))).toEqual([first, second]);
    expect(idsOf(await pageIn(await search({ party: otherParty, limit: 1 })))).toEqual([first]);
    expect(idsOf(await pageIn(await search({ party: otherParty, state: 'closed' })))).toEqual([]);
  });

  it('by code of the feature, in its own types', async () => {
    const [id] = await store({ reference: 'by code', state: { count: 41 } });
    const { tallies } = TallyFinder.made;
    const { dialogs, next } = await tallies.find({ externalReference: 'by code', state: 'open' });
    expect(dialogs.map((dialog) => [dialog.id, dialog.state.count + 1])).toEqual([[id, 42]]);
    expect(next).toBeUndefined();
    expect((await tallies.find({ limit: -1 })).dialogs).toHaveLength(1);
  });

  it('by no other organisation: those of before owners were kept belong to the first', async () => {
    const reference = 'whose';
    const [mine, theirs, old] = await store(
      { reference, changed: 1 },
      { reference, changed: 2, owner: otherAgency },
      { reference, changed: 3, owner: null },
    );
    const token = await fetchClientToken(stage.emulator.url, unrelatedAgency, tallyScope);
    const asOther = (query: string) =>
      fetch(`${stage.services[0]!.url}/service-owner/dialogs?${query}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    expect(idsOf(await find({ externalReference: reference }))).toEqual([mine, old]);
    expect(idsOf(await pageIn(await asOther(`externalReference=${reference}`)))).toEqual([theirs]);
    const all = await pageIn(await asOther(''));
    expect(idsOf(all)).toContain(theirs);
    expect(idsOf(all)).not.toContain(mine);
    const { dialogs } = await TallyFinder.made.tallies.find({ externalReference: reference });
    expect(dialogs.map(({ id }) => id)).toEqual([mine, theirs, old]);
  });

  it('although another one cannot be read, which is named', async () => {
    const reference = 'newer';
    const [readable, unreadable] = await store(
      { reference, changed: 1 },
      { reference, changed: 2, state: { state: 'counted' } },
    );
    const page = await find({ externalReference: reference });
    expect([idsOf(page), page.unreadable]).toEqual([[readable], [unreadable]]);
    expect((await find({ state: 'counted' })).unreadable).toEqual([unreadable]);
  });

  it('among many that do not fit, a bounded number of which is looked at for each page', async () => {
    const created = 2_000_000;
    await store(...Array.from({ length: 1_500 }, (_, index) => ({ created: created + index })));
    const [wanted] = await store({ created: created + 1_600, state: { state: 'closed' } });
    const pages = await allPages({ createdFrom: minute(created), state: 'closed' });
    expect(pages.map(idsOf)).toEqual([[], [wanted]]);
  });
});

describe('a search is refused', () => {
  it.each<[string, Record<string, string>, string]>([
    ['with a field that is not known', { status: 'open' }, 'status'],
    ['for no dialogs', { limit: '0' }, 'limit'],
    ['for more dialogs than a page has', { limit: '101' }, 'limit'],
    ['for a number that is none', { limit: '1e1' }, 'limit'],
    ['since a day without a time', { changedFrom: '2026-01-01' }, 'changedFrom'],
    ['from a cursor that is none', { after: randomUUID() }, 'after'],
    ['from a cursor of another order', { after: `created-0-${v7()}` }, 'after'],
    ['for no state', { state: '' }, 'state'],
  ])('%s', async (_, query, field) => {
    const { errors } = await problemIn(await list(query), 400, 'invalid-request');
    expect(errors).toEqual([{ field, messages: [expect.any(String)] }]);
  });

  it('with a party in its address, where it would be logged', async () => {
    const { errors } = await problemIn(await list({ party: otherParty }), 400, 'invalid-request');
    expect(errors).toEqual([{ field: 'party', messages: ['er et ukjent felt'] }]);
  });

  it('for a service that is not ours', async () => {
    await problemIn(await list({ serviceResource: 'urn:altinn:resource:another' }), 403, 'foreign-resource');
  });

  it('for a party that is none', async () => {
    const { errors } = await problemIn(
      await search({ party: 'urn:altinn:organization:identifier-no:1' }),
      400,
      'invalid-request',
    );
    expect(errors).toMatchObject([{ field: 'party' }]);
  });

  it('without a token', async () => {
    const url = `${stage.services[0]!.url}/service-owner/dialogs`;
    await problemIn(await fetch(url), 401, 'missing-token');
    await problemIn(await fetch(`${url}/search`, { method: 'POST' }), 401, 'missing-token');
  });
});
