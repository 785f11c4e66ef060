import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator.js';
import { testProvider } from '../testing/clients.js';
import { dialogFields, dialogOfManyParts, newDialog, restaurant } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy } from '../testing/policy.js';

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

  it('answers nobody who is not logged in', async () => {
    const { errors } = await ask(query, { id: '01913cd5-784f-7d3b-abef-4c77b1f0972d' }, 'nobody');

    expect(errors?.[0]?.message).toBe('X-Persona must be the id of a persona');
  });
});

describe('searchDialogs', () => {
  it('finds by status, label and text, and for nobody more than they may see', async () => {
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
    const all = await found({});
    const [first, second] = all;

    expect(await found({ limit: 1 })).toEqual([first]);
    expect(await found({ limit: 1, continuationToken: first })).toEqual([second]);
  });

  it('wants to know of whom', async () => {
    const query = '{ searchDialogs(input: {}) { items { id } errors { __typename } } }';

    expect((await ask(query)).data['searchDialogs']).toEqual({
      items: [],
      errors: [{ __typename: 'SearchDialogValidationError' }],
    });
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

  it('refuses what is for Dialogporten to set, and two folders at once', async () => {
    const id = await owner.create(newDialog());

    for (const labels of [['SENT'], ['BIN', 'ARCHIVE']]) {
      expect(await set(id, labels)).toMatchObject({
        success: false,
        errors: [{ __typename: 'SetSystemLabelValidationError' }],
      });
    }
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

  it('tells of each update and of the deletion, as server-sent events, and of nothing else', async () => {
    const [id, other] = [await owner.create(newDialog()), await owner.create(newDialog())];
    const connection = new AbortController();
    const response = await subscribe(id, emulator.signDialogToken({ i: id }), connection.signal);
    const told = readEvents(response, 2);

    await owner.call('PUT', `/dialogs/${other}`, dialogFields({ status: 'InProgress' }));
    await fetch(`${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`, {
      headers: { 'X-Persona': 'medarbeider' },
    });
    await owner.call('PUT', `/dialogs/${id}`, dialogFields({ status: 'InProgress' }));
    await owner.call('DELETE', `/dialogs/${id}`);

    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await told).toEqual([
      { data: { dialogEvents: { id, type: 'DIALOG_UPDATED' } } },
      { data: { dialogEvents: { id, type: 'DIALOG_DELETED' } } },
    ]);
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
