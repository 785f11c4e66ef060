import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testProvider } from '../testing/clients.js';
import { type Dialog, type Emulator, startEmulator } from '../emulator.js';
import { faultsOfShape } from '../testing/answers.js';
import { testPolicy } from '../testing/policy.js';
import { activity, newDialog } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

let emulator: Emulator;
let provider: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(
    emulator.url,
    testProvider.clientId,
    testProvider.privateJwk,
    'digdir:dialogporten.serviceprovider digdir:dialogporten.serviceprovider.search',
  );
});

afterAll(() => emulator.stop());

describe('searching', () => {
  type Found = { items: Dialog[]; hasNextPage: boolean; continuationToken: string };

  async function find(query: Record<string, string>): Promise<Found> {
    return (await (await provider.call('GET', `/dialogs?${new URLSearchParams(query)}`)).json()) as Found;
  }

  it('finds by party, service resource and external reference, in the shape of the OpenAPI document', async () => {
    const party = 'urn:altinn:person:identifier-no:21848510170';
    const id = await provider.create(newDialog({ party, externalReference: 'case 8', activities: [activity()] }));

    const found = await find({
      party,
      externalReference: 'case 8',
      serviceResource: 'urn:altinn:resource:test-service',
    });

    expect(faultsOfShape('/serviceowner/dialogs', found)).toEqual([]);
    expect(found.items.map((dialog) => dialog.id)).toEqual([id]);
    expect((await find({ party, externalReference: 'case 9' })).items).toEqual([]);
  });

  it('passes over what is no filter, as the platform does: an idempotent key finds nothing', async () => {
    const externalReference = 'keys';
    const ids = [
      await provider.create(newDialog({ externalReference, idempotentKey: 'first' })),
      await provider.create(newDialog({ externalReference, idempotentKey: 'second' })),
    ];

    const found = await find({ externalReference, IdempotentKey: 'first' });

    expect(found.items.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it('says on every page that has items where it ends, and nothing on an empty one', async () => {
    const externalReference = 'one page';
    await provider.create(newDialog({ externalReference }));

    expect((await find({ externalReference })).continuationToken).toMatch(/^contentupdatedat_\S+,id_\S+$/);
    expect(await find({ externalReference: 'none' })).toEqual({
      items: [],
      hasNextPage: false,
      orderBy: 'contentupdatedat_desc,id_desc',
    });
  });

  it('filters by moments, labels, seen or not, process and text, and sorts as it is asked', async () => {
    const externalReference = 'filters';
    const old = await provider.create(
      newDialog({
        externalReference,
        process: 'urn:a',
        createdAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01T00:00:00Z',
      }),
    );
    const young = await provider.create(
      newDialog({
        externalReference,
        searchTags: [{ value: 'needle' }],
        serviceOwnerContext: { serviceOwnerLabels: [{ value: 'sak:1' }] },
      }),
    );
    const ids = async (query: Record<string, string>) =>
      (await find({ externalReference, ...query })).items.map(({ id }) => id);

    expect(await ids({ createdBefore: '2026-02-01T00:00:00Z' })).toEqual([old]);
    expect(await ids({ contentUpdatedAfter: '2026-02-01T00:00:00Z' })).toEqual([young]);
    expect(await ids({ process: 'urn:a' })).toEqual([old]);
    expect(await ids({ search: 'NEEDLE' })).toEqual([young]);
    expect(await ids({ serviceOwnerLabels: 'sak:*' })).toEqual([young]);
    expect(await ids({ isContentSeen: 'true' })).toEqual([]);
    expect(await ids({ systemLabel: 'Bin' })).toEqual([]);
    expect(await ids({ dueAfter: '2026-02-01T00:00:00Z' })).toEqual([]);
    expect(await ids({ orderBy: 'createdat_asc' })).toEqual([old, young]);
    expect(await ids({ endUserId: 'urn:altinn:person:identifier-no:05889010098' })).toEqual([]);
    expect(await ids({ endUserId: 'urn:altinn:person:identifier-no:14886498226' })).toEqual([young, old]);
  });

  it('pages, the newest first', async () => {
    const externalReference = 'pages';
    const ids = [
      await provider.create(newDialog({ externalReference })),
      await provider.create(newDialog({ externalReference })),
    ];

    const first = await find({ externalReference, limit: '1' });
    const second = await find({ externalReference, limit: '1', continuationToken: first.continuationToken });

    expect([first.items[0]?.id, first.hasNextPage]).toEqual([ids[1], true]);
    expect([second.items[0]?.id, second.hasNextPage]).toEqual([ids[0], false]);
  });

  it('leaves deleted dialogs out, unless asked for them', async () => {
    const externalReference = 'bygone';
    const id = await provider.create(newDialog({ externalReference }));
    await provider.call('DELETE', `/dialogs/${id}`);

    expect((await find({ externalReference })).items).toEqual([]);
    expect((await find({ externalReference, deleted: 'Only' })).items).toHaveLength(1);
    expect((await find({ externalReference, deleted: 'Include' })).items).toHaveLength(1);
  });

  it.each([
    { limit: '0' },
    { limit: '1001' },
    { limit: 'many' },
    { continuationToken: 'x' },
    { orderBy: 'title' },
    { search: 'ab' },
    { searchLanguageCode: 'no' },
    { party: 'somebody' },
    { createdAfter: 'yesterday' },
    { createdAfter: '2026-02-01T00:00:00Z', createdBefore: '2026-01-01T00:00:00Z' },
    { status: 'Odd' },
    { isContentSeen: 'perhaps' },
  ])('refuses %j', async (query) => {
    expect(
      (await provider.call('GET', `/dialogs?${new URLSearchParams(query as Record<string, string>)}`)).status,
    ).toBe(400);
  });
});
