import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator.js';
import { testProvider } from '../testing/clients.js';
import { dialogFields, dialogOfManyParts, newDialog, restaurant } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy } from '../testing/policy.js';

interface Page {
  readonly continuationToken: string;
}

interface Answer {
  readonly data: Record<string, unknown>;
  readonly errors?: readonly { readonly message: string }[];
}

let emulator: Emulator;
let owner: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  owner = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
});

afterAll(() => emulator.stop());

async function ask(query: string, variables: object = {}, persona = 'daglig-leder'): Promise<Answer> {
  const response = await fetch(`${emulator.url}/dialogporten/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Persona': persona },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

async function found(input: object, persona?: string): Promise<readonly string[]> {
  const query = 'query ($input: SearchDialogInput!) { searchDialogs(input: $input) { items { id } } }';
  const { data } = await ask(query, { input: { party: [restaurant], ...input } }, persona);
  return (data['searchDialogs'] as { items: { id: string }[] }).items.map(({ id }) => id);
}

describe('dialogById', () => {
  const query = `query ($id: UUID!) {
    dialogById(dialogId: $id) {
      errors { __typename }
      dialog {
        id status dialogToken guiActions { action isAuthorized url httpMethod priority }
        attachments { displayName { value } urls { consumerType } }
        transmissions { type isAuthorized content { contentReference { value { value } } } }
        activities { type description { value } }
      }
    }
  }`;

  it('answers as the REST API does, in the official schema', async () => {
    const id = await owner.create(dialogOfManyParts());

    const { data, errors } = await ask(query, { id }, 'medarbeider');

    expect(errors).toBeUndefined();
    expect(data['dialogById']).toMatchObject({
      errors: [],
      dialog: {
        id,
        status: 'REQUIRES_ATTENTION',
        dialogToken: expect.stringMatching(/^ey/),
        transmissions: [
          { type: 'INFORMATION', isAuthorized: true },
          { type: 'DECISION', isAuthorized: false },
        ],
        activities: [{ type: 'FORM_SUBMITTED', description: [] }],
      },
    });
  });

  it('says why there is no dialog', async () => {
    const id = await owner.create(newDialog());
    await owner.call('DELETE', `/dialogs/${id}`);
    const typeFor = async (dialogId: string) => {
      const { data } = await ask(query, { id: dialogId });
      return (data['dialogById'] as { errors: { __typename: string }[] }).errors.map(({ __typename }) => __typename);
    };

    expect(await typeFor(id)).toEqual(['DialogByIdDeleted']);
    expect(await typeFor('01913cd5-784f-7d3b-abef-4c77b1f0972d')).toEqual(['DialogByIdNotFound']);
  });

  it('says of a dialog that is not to be seen now since or until when', async () => {
    const visibleFrom = new Date(Date.now() + 86_400_000).toISOString();
    const id = await owner.create(newDialog({ visibleFrom }));
    const why = `query ($id: UUID!) {
      dialogById(dialogId: $id) { errors { __typename ... on DialogByIdNotVisible { visibleFrom } } }
    }`;

    const { data } = await ask(why, { id });

    const [error] = (data['dialogById'] as { errors: { __typename: string; visibleFrom: string }[] }).errors;
    expect(error).toMatchObject({ __typename: 'DialogByIdNotVisible' });
    expect(Date.parse(error!.visibleFrom)).toBe(Date.parse(visibleFrom));
  });

  it('refuses a caller who is not logged in', async () => {
    const { errors } = await ask(query, { id: '01913cd5-784f-7d3b-abef-4c77b1f0972d' }, 'nobody');

    expect(errors?.[0]?.message).toBe('X-Persona must be the id of a persona');
  });
});

describe('searchDialogs', () => {
  it('finds by status, label and text, and never more than the caller may see', async () => {
    const draft = await owner.create(newDialog({ status: 'Draft', searchTags: [{ value: 'needle' }] }));

    expect(await found({ status: ['DRAFT'] })).toContain(draft);
    expect(await found({ search: 'NEEDLE' })).toEqual([draft]);
    expect(await found({ status: ['COMPLETED'] })).not.toContain(draft);
    expect(await found({ systemLabel: ['BIN'] })).not.toContain(draft);
    expect(await found({}, 'fremmed')).toEqual([]);
  });

  it('comes in pages', async () => {
    await owner.create(newDialog());
    await owner.create(newDialog());
    const [first, second] = await found({});
    const orderBy = [{ contentUpdatedAt: 'DESC' }];
    const query = `query ($input: SearchDialogInput!) {
      searchDialogs(input: $input) { items { id } hasNextPage continuationToken orderBy { contentUpdatedAt } }
    }`;
    const page = async (continuationToken?: string) => {
      const input = { party: [restaurant], limit: 1, orderBy, continuationToken };
      return (await ask(query, { input })).data['searchDialogs'] as Page;
    };

    const one = await page();
    expect(one).toMatchObject({ items: [{ id: first }], hasNextPage: true, orderBy });
    expect(await page(one.continuationToken)).toMatchObject({ items: [{ id: second }] });
  });

  it('is narrowed by every filter that the schema has, and sorted as is asked', async () => {
    const externalReference = 'filters';
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    const moments = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-02T00:00:00Z' };
    const old = await owner.create(newDialog({ externalReference, ...moments, process: 'urn:a', extendedStatus: 'x' }));
    const title = { mediaType: 'text/plain', value: [{ languageCode: 'nn', value: 'Søknaden' }] };
    const young = await owner.create(newDialog({ externalReference, dueAt, isApiOnly: true, content: { title } }));
    const from = '2026-02-01T00:00:00Z';
    const those = (input: object) => found({ externalReference, ...input });
    await ask('query ($id: UUID!) { dialogById(dialogId: $id) { dialog { id } } }', { id: old });

    for (const name of ['created', 'updated', 'contentUpdated']) {
      expect(await those({ [`${name}Before`]: from })).toEqual([old]);
      expect(await those({ [`${name}After`]: from })).toEqual([young]);
    }
    expect(await those({ dueAfter: from })).toEqual([young]);
    expect(await those({ dueBefore: from })).toEqual([]);
    expect(await those({ process: 'urn:a' })).toEqual([old]);
    expect(await those({ extendedStatus: ['x'] })).toEqual([old]);
    expect(await those({ isContentSeen: true })).toEqual([old]);
    expect(await those({ isContentSeen: false })).toEqual([young]);
    expect(await those({ excludeApiOnly: true })).toEqual([old]);
    expect(await those({ search: 'søkna', searchLanguageCode: 'nn' })).toEqual([young]);
    expect(await those({ search: 'søkna', searchLanguageCode: 'en' })).toEqual([]);
    expect(await those({ orderBy: [{ createdAt: 'ASC' }] })).toEqual([old, young]);
    expect(await those({ org: ['etat'] })).toEqual([]);
  });

  const message = async (input: object) => {
    const query = `query ($input: SearchDialogInput!) {
      searchDialogs(input: $input) { items { id } errors { __typename message } }
    }`;
    const { data } = await ask(query, { input });
    return data['searchDialogs'] as { items: []; errors: { __typename: string }[] };
  };

  it.each<[string, object, string]>([
    ['nobody’s dialogs', {}, 'ValidationError'],
    ['a text of fewer than three letters', { party: [restaurant], search: 'ab' }, 'ValidationError'],
    ['what is no party', { party: ['somebody'] }, 'ValidationError'],
    ['too many services', { serviceResource: Array.from({ length: 21 }, () => 'x') }, 'ValidationError'],
    ['too large a page', { party: [restaurant], limit: 1001 }, 'ValidationError'],
    ['a page without its order', { party: [restaurant], continuationToken: 'x' }, 'ValidationError'],
    ['no order at all', { party: [restaurant], orderBy: [] }, 'ValidationError'],
    ['two orders in one', { party: [restaurant], orderBy: [{ createdAt: 'ASC', dueAt: 'ASC' }] }, 'ValidationError'],
    [
      'a place that is none',
      { party: [restaurant], orderBy: [{ createdAt: 'ASC' }], continuationToken: 'x' },
      'ContinuationTokenParsingError',
    ],
    ['a language that is none', { party: [restaurant], search: 'abc', searchLanguageCode: 'no' }, 'ValidationError'],
    [
      'an end before its beginning',
      { party: [restaurant], createdAfter: '2026-02-01T00:00:00Z', createdBefore: '2026-01-01T00:00:00Z' },
      'ValidationError',
    ],
  ])('refuses %s', async (_what, input, type) => {
    const { items, errors } = await message(input);

    expect(items).toEqual([]);
    expect(errors.map(({ __typename }) => __typename)).toEqual([`SearchDialog${type}`]);
  });

  it.each([
    ['a filter that it does not know', '{ searchDialogs(input: { party: ["x"], colour: "red" }) { items { id } } }'],
    ['an argument that it does not know', '{ searchDialogs(input: { party: ["x"] }, fast: true) { items { id } } }'],
    ['a moment that is none', '{ searchDialogs(input: { party: ["x"], dueAfter: "soon" }) { items { id } } }'],
    ['a question that it does not know', '{ weather }'],
  ])('is an error with %s', async (_what, query) => {
    const { data, errors } = await ask(query);

    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
  });
});

describe('what a portal asks beside dialogs', () => {
  it('is answered: where a reference leads, which services there are, and the limits of a search', async () => {
    const id = await owner.create(newDialog());
    const query = `query ($reference: String!) {
      dialogLookup(instanceRef: $reference) {
        lookup { dialogId serviceResource { id minimumAuthenticationLevel name { value } } serviceOwner { code }
          authorizationEvidence { viaRole evidence { grantType subject name { value } } } }
        errors { __typename }
      }
      serviceResources { items { serviceResource { id } roles { urn } serviceOwner { orgNumber } } }
      limits { endUserSearch { maxPartyFilterValues } }
      parties { party partyType hasKeyRole subParties { party } }
    }`;

    const { data, errors } = await ask(query, { reference: `urn:altinn:dialog-id:${id}` });

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      dialogLookup: {
        lookup: {
          dialogId: id,
          serviceResource: { id: 'test-service', minimumAuthenticationLevel: 3 },
          authorizationEvidence: { viaRole: true, evidence: [{ grantType: 'ROLE' }] },
        },
        errors: [],
      },
      serviceResources: { items: [{ serviceResource: { id: 'test-service' } }] },
      limits: { endUserSearch: { maxPartyFilterValues: 100 } },
      parties: [{ partyType: 'Person' }, { party: restaurant, partyType: 'Organization', hasKeyRole: true }],
    });
  });

  it('is refused with the reason', async () => {
    const id = await owner.create(newDialog());
    const query = `query ($reference: String!) {
      dialogLookup(instanceRef: $reference) { lookup { dialogId } errors { __typename } }
    }`;
    const reason = async (reference: string, persona?: string) =>
      (await ask(query, { reference }, persona)).data['dialogLookup'];

    expect(await reason('x')).toEqual({ lookup: null, errors: [{ __typename: 'DialogLookupValidationError' }] });
    expect(await reason(`urn:altinn:dialog-id:${id}`, 'fremmed')).toEqual({
      lookup: null,
      errors: [{ __typename: 'DialogLookupForbidden' }],
    });
    expect((await ask('{ serviceResources(parties: []) { items { serviceResource { id } } } }')).errors).toHaveLength(
      1,
    );
  });
});

describe('setSystemLabel', () => {
  const mutation = `mutation ($input: SetSystemLabelInput!) {
    setSystemLabel(input: $input) { success errors { __typename } }
  }`;
  const set = async (dialogId: string, addLabels: string[]) =>
    (await ask(mutation, { input: { dialogId, addLabels, removeLabels: [] } })).data['setSystemLabel'];

  it('moves the dialog, which is no change of the dialog itself', async () => {
    const id = await owner.create(newDialog());
    const { revision } = emulator.dialogs.get(id)!;

    expect(await set(id, ['BIN'])).toEqual({ success: true, errors: [] });

    expect(await found({ systemLabel: ['BIN'] })).toEqual([id]);
    expect(await found({ systemLabel: ['DEFAULT'] })).not.toContain(id);
    expect(emulator.dialogs.get(id)!.revision).toBe(revision);
  });

  it('of two folders takes the last one', async () => {
    const id = await owner.create(newDialog());

    expect(await set(id, ['BIN', 'ARCHIVE'])).toEqual({ success: true, errors: [] });

    expect(emulator.dialogs.get(id)!.endUserContext.systemLabels).toEqual(['Archive']);
  });

  it('marks as unopened, until the dialog is opened', async () => {
    const id = await owner.create(newDialog());
    const open = () => ask('query ($id: UUID!) { dialogById(dialogId: $id) { dialog { id } } }', { id });
    await open();
    await set(id, ['MARKED_AS_UNOPENED']);
    expect(await found({ isContentSeen: false })).toContain(id);

    await open();

    expect(await found({ isContentSeen: true })).toContain(id);
  });

  it('refuses what is for Dialogporten to set, and a stranger', async () => {
    const id = await owner.create(newDialog());

    expect(await set(id, ['SENT'])).toMatchObject({
      success: false,
      errors: [{ __typename: 'SetSystemLabelValidationError' }],
    });
    const input = { dialogId: id, addLabels: ['BIN'], removeLabels: [] };
    expect((await ask(mutation, { input }, 'fremmed')).data['setSystemLabel']).toEqual({
      success: false,
      errors: [{ __typename: 'SetSystemLabelForbidden' }],
    });
  });

  it('does the same for many dialogs, or for none', async () => {
    const ids = [await owner.create(newDialog()), await owner.create(newDialog())];
    const bulk = `mutation ($input: BulkSetSystemLabelInput!) {
      bulkSetSystemLabels(input: $input) { success errors { __typename } }
    }`;
    const setAll = async (dialogIds: readonly string[], addLabels: string[]) => {
      const dialogs = dialogIds.map((dialogId) => ({ dialogId }));
      return (await ask(bulk, { input: { dialogs, addLabels, removeLabels: [] } })).data['bulkSetSystemLabels'];
    };

    expect(await setAll([...ids, '01913cd5-784f-7d3b-abef-4c77b1f0972d'], ['BIN'])).toMatchObject({
      success: false,
      errors: [{ __typename: 'BulkSetSystemLabelNotFound' }],
    });
    expect(await setAll([], ['BIN'])).toMatchObject({ success: false });
    expect(await setAll(ids, ['ARCHIVE'])).toEqual({ success: true, errors: [] });
    expect(ids.map((id) => emulator.dialogs.get(id)!.endUserContext.systemLabels)).toEqual([['Archive'], ['Archive']]);
  });
});

describe('dialogEvents', () => {
  function subscribe(dialogId: string, token: string, signal?: AbortSignal): Promise<Response> {
    return fetch(`${emulator.url}/dialogporten/graphql/stream`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        Accept: 'text/event-stream',
        Authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({
        query: `subscription sub { dialogEvents(dialogId: "${dialogId}") { id type } }`,
        variables: {},
        operationName: 'sub',
      }),
      ...(signal && { signal }),
    });
  }

  it('tells of each update, also a silent one, of a first look, and of the deletion, and of nothing else', async () => {
    const [id, other] = [await owner.create(newDialog()), await owner.create(newDialog())];
    const connection = new AbortController();
    const response = await subscribe(id, emulator.signDialogToken({ i: id }), connection.signal);
    const told = readEvents(response, 4);
    const look = () =>
      fetch(`${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`, { headers: { 'X-Persona': 'medarbeider' } });

    await owner.call('PUT', `/dialogs/${other}`, dialogFields({ status: 'InProgress' }));
    await look();
    await look();
    await ask('mutation ($input: SetSystemLabelInput!) { setSystemLabel(input: $input) { success } }', {
      input: { dialogId: id, addLabels: ['BIN'], removeLabels: [] },
    });
    await owner.call('PUT', `/dialogs/${id}`, dialogFields({ status: 'InProgress' }));
    await owner.call('PUT', `/dialogs/${id}?isSilentUpdate=true`, dialogFields({ status: 'Draft' }));
    await owner.call('DELETE', `/dialogs/${id}`);

    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const updated = { data: { dialogEvents: { id, type: 'DIALOG_UPDATED' } } };
    expect(await told).toEqual([updated, updated, updated, { data: { dialogEvents: { id, type: 'DIALOG_DELETED' } } }]);
    connection.abort();
  });

  it("refuses a token for another dialog, one that is over, and another's", async () => {
    const id = await owner.create(newDialog());
    const refused = async (token: string) => (await subscribe(id, token)).text();

    const [header, claims] = emulator.signDialogToken({ i: id }).split('.');
    expect(await refused(emulator.signDialogToken({ i: '01913cd5-784f-7d3b-abef-4c77b1f0972d' }))).toContain(
      'must be a dialog token',
    );
    expect(await refused(emulator.signDialogToken({ i: id, exp: 1 }))).toContain('must be a dialog token');
    expect(await refused(`${header}.${claims}.AAAA`)).toContain('must be a dialog token');
  });
});

/** Reads the first events named `next`. */
async function readEvents(response: Response, wanted: number): Promise<unknown[]> {
  const decoder = new TextDecoder();
  let read = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    read += decoder.decode(chunk, { stream: true });
    const events = [...read.matchAll(/event: next\ndata: (.*)\n\n/g)].map(([, data]) => JSON.parse(data!) as unknown);
    if (events.length >= wanted) return events;
  }
  throw new Error(`the events ended: ${read}`);
}
