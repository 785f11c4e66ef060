import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { faultsOfShape, refusalOf } from '../testing/answers.js';
import { activity, guiAction, newDialog, restaurant, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const started = startedForTests();
const stranger = 'fremmed';

function ask(path: string, { persona = 'daglig-leder', method = 'GET', body, headers = {} }: Asked = {}) {
  return fetch(`${started.emulator.url}/dialogporten/api/v1/enduser${path}`, {
    method,
    headers: { 'x-persona': persona, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

interface Asked {
  readonly persona?: string;
  readonly method?: string;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

async function read<T = { id: string }[]>(path: string, asked: Asked = {}): Promise<T> {
  const response = await ask(path, asked);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const label = (id: string, body: object, asked: Asked = {}) =>
  ask(`/dialogs/${id}/context/systemlabels`, { method: 'PUT', body, ...asked });

describe('the parts of a dialog', () => {
  let dialogId: string;
  const [first, second] = [v7({ msecs: Date.now() - 2000 }), v7({ msecs: Date.now() - 1000 })];

  beforeAll(async () => {
    dialogId = await started.provider.create(
      newDialog({
        transmissions: [
          transmission({ id: second, createdAt: '2026-11-01T00:00:00Z' }),
          transmission({ id: first, createdAt: '2026-11-02T00:00:00Z' }),
        ],
        activities: [activity()],
      }),
    );
    await read(`/dialogs/${dialogId}`);
  });

  it('are asked for by themselves, in the shape of the OpenAPI document', async () => {
    const of = `/dialogs/${dialogId}`;
    const documented = '/enduser/dialogs/{dialogId}';
    const activities = await read(`${of}/activities`);
    const seen = await read(`${of}/seenlog`);

    expect(faultsOfShape(`${documented}/transmissions`, await read(`${of}/transmissions`))).toEqual([]);
    expect(faultsOfShape(`${documented}/activities`, activities)).toEqual([]);
    expect(faultsOfShape(`${documented}/seenlog`, seen)).toEqual([]);
    expect(await read(`${of}/activities/${activities[0]!.id}`)).toMatchObject({ id: activities[0]!.id });
    expect(await read(`${of}/seenlog/${seen[0]!.id}`)).toMatchObject({ isCurrentEndUser: true });
  });

  it('stand in the order in which they were made: transmissions by their moment, and not by their id', async () => {
    const order = (await read(`/dialogs/${dialogId}/transmissions`)).map(({ id }) => id);

    expect(order).toEqual([second, first]);
    const dialog = await read<{ transmissions: { id: string }[] }>(`/dialogs/${dialogId}`);
    expect(dialog.transmissions.map(({ id }) => id)).toEqual(order);
  });

  it.each(['transmissions', 'activities', 'seenlog', 'context/labellog'])(
    'are not there for a stranger: %s',
    async (part) => {
      const response = await ask(`/dialogs/${dialogId}/${part}`, { persona: stranger });

      expect(await refusalOf(response)).toEqual([404, ['DialogEntity']]);
    },
  );

  it('that are not there are named by their kind', async () => {
    for (const [part, entity] of [
      ['transmissions', 'DialogTransmission'],
      ['activities', 'DialogActivity'],
      ['seenlog', 'DialogSeenLog'],
    ] as const) {
      expect(await refusalOf(await ask(`/dialogs/${dialogId}/${part}/${v7()}`))).toEqual([404, [entity]]);
    }
  });

  it('made in one call stand by id, and what comes later after them', async () => {
    const [old, middle, late] = [1, 2, 3].map((age) => v7({ msecs: Date.now() - age * 1000 }));
    const action = (id: string | undefined) => guiAction({ id, priority: 'Tertiary' });
    const id = await started.provider.create(newDialog({ guiActions: [action(old), action(late)] }));
    const order = async () => (await started.provider.read(id)).guiActions.map((each) => each.id);
    expect(await order()).toEqual([late, old]);

    const guiActions = [action(middle), action(old), action(late)];
    await started.provider.call('PUT', `/dialogs/${id}`, { ...newDialog(), guiActions });

    expect(await order()).toEqual([late, old, middle]);
  });
});

describe('the texts of a dialog', () => {
  const title = {
    mediaType: 'text/plain',
    value: [
      { languageCode: 'nn', value: 'Tittel nn' },
      { languageCode: 'nb', value: 'Tittel' },
      { languageCode: 'en', value: 'Title' },
    ],
  };

  it('stand in the order of their languages', async () => {
    const id = await started.provider.create(newDialog({ content: { title } }));

    const { content } = await started.provider.read(id);

    expect(content.title?.value.map(({ languageCode }) => languageCode)).toEqual(['en', 'nb', 'nn']);
  });

  it('are English alone for who takes any language, as Node’s fetch asks', async () => {
    const id = await started.provider.create(newDialog({ content: { title } }));

    const { content } = await read<{ content: { title: { value: object[] } } }>(`/dialogs/${id}`, {
      headers: { 'accept-language': '*' },
    });

    expect(content.title.value).toEqual([{ languageCode: 'en', value: 'Title' }]);
  });
});

describe('the labels of a user', () => {
  const labelsOf = (id: string) => started.emulator.dialogs.get(id)!.endUserContext.systemLabels;

  it('of several folders the last one stands', async () => {
    const id = await started.provider.create(newDialog());

    expect((await label(id, { addLabels: ['Bin', 'archive'] })).status).toBe(204);

    expect(labelsOf(id)).toEqual(['Archive']);
  });

  it.each([
    [{ addLabels: ['Sent'] }, 'addLabels[0]'],
    [{ removeLabels: ['Sent'] }, 'removeLabels[0]'],
    [{ addLabels: ['Nope'] }, 'addLabels[0]'],
  ])('are refused when they are not for users: %j', async (body, field) => {
    const id = await started.provider.create(newDialog());

    expect(await refusalOf(await label(id, body))).toEqual([400, [field]]);
    expect(labelsOf(id)).toEqual(['Default']);
  });

  it('are not set for strangers, for nothing, or on a revision that is gone', async () => {
    const id = await started.provider.create(newDialog());
    const bin = { addLabels: ['Bin'] };

    expect(await refusalOf(await label(id, bin, { persona: stranger }))).toEqual([403, ['Forbidden']]);
    expect(await refusalOf(await label(v7(), bin))).toEqual([404, ['DialogEntity']]);
    expect((await label(id, bin, { headers: { 'if-match': v7() } })).status).toBe(412);
    expect(labelsOf(id)).toEqual(['Default']);
  });

  it('have a log of who set which, and what took it off', async () => {
    const id = await started.provider.create(newDialog());
    await label(id, { addLabels: ['Bin'] });
    await label(id, { addLabels: ['Archive'] });

    const log = await read<object[]>(`/dialogs/${id}/context/labellog`);

    expect(log).toMatchObject([
      { name: 'systemlabel:Bin', action: 'set', performedBy: { actorName: 'Lykt Varsom' } },
      { name: 'systemlabel:Archive', action: 'set' },
      { name: 'systemlabel:Bin', action: 'remove' },
    ]);
    expect(JSON.stringify(log)).not.toContain('14886498226');
  });

  it('that says unopened makes the dialog unseen for all users, until it is read', async () => {
    const id = await started.provider.create(newDialog());
    const isSeen = async () =>
      ((await started.provider.read(id)) as unknown as { isContentSeen: boolean }).isContentSeen;
    await read(`/dialogs/${id}`);
    expect(await isSeen()).toBe(true);

    await label(id, { addLabels: ['MarkedAsUnopened'] });
    expect(await isSeen()).toBe(false);

    await read(`/dialogs/${id}`, { persona: 'medarbeider' });
    expect(await isSeen()).toBe(true);
    expect(labelsOf(id)).toEqual(['Default']);
  });

  it('are set on many dialogs, or on none of them', async () => {
    const ids = [await started.provider.create(newDialog()), await started.provider.create(newDialog())];
    const bulk = (dialogs: object[]) =>
      ask('/dialogs/context/systemlabels/actions/bulkset', { method: 'POST', body: { dialogs, addLabels: ['Bin'] } });
    const both = ids.map((dialogId) => ({ dialogId }));

    expect(await refusalOf(await bulk([...both, { dialogId: v7() }]))).toEqual([404, ['DialogEntity']]);
    expect(await refusalOf(await bulk([]))).toEqual([400, ['dto.dialogs']]);
    expect((await bulk([{ dialogId: ids[0]!, endUserContextRevision: v7() }])).status).toBe(412);
    expect(ids.map((id) => labelsOf(id))).toEqual([['Default'], ['Default']]);

    expect((await bulk(both)).status).toBe(204);
    expect(ids.map((id) => labelsOf(id))).toEqual([['Bin'], ['Bin']]);
  });
});

describe('what is asked beside dialogs', () => {
  it('has the shape of the OpenAPI document', async () => {
    const id = await started.provider.create(newDialog());
    const lookup = await read<object>(`/dialoglookup?instanceRef=urn:altinn:dialog-id:${id}`);
    const services = await read<{ items: object[] }>('/serviceresources');
    const parties = await read<{ authorizedParties: object[] }>('/parties');

    expect(faultsOfShape('/enduser/dialoglookup', lookup)).toEqual([]);
    expect(faultsOfShape('/enduser/serviceresources', services)).toEqual([]);
    expect(faultsOfShape('/enduser/parties', parties)).toEqual([]);
    expect(lookup).toMatchObject({ dialogId: id, authorizationEvidence: { viaRole: true } });
    expect(services.items).toMatchObject([{ serviceResource: { id: 'test-service' } }]);
    expect(parties.authorizedParties).toMatchObject([
      { isCurrentEndUser: true, partyType: 'Person', hasKeyRole: false },
      { party: restaurant, partyType: 'Organization', hasKeyRole: true },
    ]);
  });

  it('says that a user without a national identity number identified themselves', async () => {
    const { authorizedParties } = await read<{ authorizedParties: object[] }>('/parties', { persona: 'epostbruker' });

    expect(authorizedParties).toMatchObject([{ partyType: 'SelfIdentified' }]);
  });

  it('leads nowhere for strangers, and for what is no reference', async () => {
    const id = await started.provider.create(newDialog());
    const lookUp = (reference: string, persona?: string) =>
      ask(`/dialoglookup?instanceRef=${reference}`, persona === undefined ? {} : { persona });

    expect((await lookUp(`urn:altinn:dialog-id:${id}`, stranger)).status).toBe(403);
    expect(await refusalOf(await lookUp(id))).toEqual([400, ['InstanceRef']]);
    expect(await refusalOf(await lookUp(`urn:altinn:dialog-id:${v7()}`))).toEqual([404, ['InstanceRef']]);
  });

  it('tells every caller how many values a filter may have', async () => {
    const limits = await fetch(`${started.emulator.url}/dialogporten/api/v1/metadata/limits`);

    expect(await limits.json()).toMatchObject({ endUserSearch: { maxPartyFilterValues: 100 } });
  });
});

describe('a service without an obligation to say which level it asks for', () => {
  it('asks for level 3', async () => {
    const party = 'urn:altinn:person:idporten-email:nysgjerrig.kanne@epost.example';
    const id = await started.provider.create(newDialog({ party }));

    const response = await ask(`/dialogs/${id}`, { persona: 'epostbruker' });

    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Altinn authentication level too low.');
  });
});
