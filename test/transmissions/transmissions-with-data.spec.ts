import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { changeTransmissionsScope } from '../../src/dialogporten/dialogporten-types.js';
import { largestAbout } from '../../src/dialogs/history.js';
import { problemIn } from '../support/problems.js';
import { TallyStage } from '../tally/tally-stage.js';
import { type Letter, lettersFeature } from './letters.js';

const settings = { MASKINPORTEN_SCOPE: `digdir:dialogporten.serviceprovider ${changeTransmissionsScope}` };

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set(settings, { features: [lettersFeature] });
  await stage.addService();
});
afterEach(() => stage.emulator.faults.clear());
afterAll(() => stage.clear());

const there = (id: string) => stage.emulator.dialogs.get(id)!;
const sent = (id: string) => there(id).transmissions;
const titlesOf = (id: string) => sent(id).map(({ content }) => content.title!.value[0]!.value);
const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;

const change = (id: string, body: object, headers: Record<string, string> = {}, at = 0) =>
  stage.asServiceOwner('POST', `/service-owner/letters/${id}`, body, { at, headers });

const send = (id: string, letter: Letter, more: object = {}) => change(id, { type: 'send', letter, ...more });

const read = async (id: string, path: string) => {
  const response = await fetch(`${stage.services[0]!.url}/letters/${id}/${path}`, {
    headers: { Authorization: `Bearer ${stage.token(id)}` },
  });
  return [response.status, (await response.text()).trim()];
};

describe('transmissions of one name', () => {
  it('each say what their own data say: words, type, references, files and links', async () => {
    const id = await stage.open();

    expect((await send(id, { subject: 'Plan', files: ['map', 'list'], reference: 'case-7' })).status).toBe(204);
    expect((await send(id, { subject: 'Bill' })).status).toBe(204);

    expect(titlesOf(id)).toEqual(['Plan', 'Bill']);
    expect(sent(id)[0]).toMatchObject({
      type: 'Information',
      extendedType: 'urn:letters:letter',
      externalReference: 'case-7',
      sender: { actorType: 'ServiceOwner' },
      navigationalActions: [{ url: 'https://maps.example/letters' }],
    });
    expect(sent(id)[0]!.content.summary!.value[0]!.value).toBe('About Plan');
    expect(sent(id).map(({ attachments }) => attachments.map(({ name }) => name))).toEqual([['map', 'list'], []]);
    const [map] = sent(id)[0]!.attachments;
    expect(await read(id, sent(id)[1]!.id)).toEqual([200, 'Bill']);
    expect(await read(id, `files/${map!.id}`)).toEqual([200, 'map of Plan']);
  });

  it('may have their embed on another host: its address is the same in every language', async () => {
    const id = await stage.open();
    await send(id, { subject: 'First' }, { key: 'first' });
    expect((await change(id, { type: 'reply', to: 'first', words: 'Yes' })).status).toBe(204);

    const reply = sent(id).at(-1)!;
    const { mediaType, value } = reply.content.contentReference!;
    expect(mediaType).toBe('application/vnd.dialogporten.frontchannelembed-url;type=text/markdown');
    expect(value.map(({ languageCode }) => languageCode)).toEqual(['en', 'nb', 'nn']);
    expect(new Set(value.map(({ value: url }) => url))).toEqual(new Set([`https://replies.example/${id}/${reply.id}`]));
  });

  it('are related to the one that is named by its key or its id, not to the newest', async () => {
    const id = await stage.open();
    await send(id, { subject: 'First' }, { key: 'first' });
    await send(id, { subject: 'Second' });
    const [first, second] = sent(id);

    expect((await change(id, { type: 'reply', to: 'first', words: 'To the first' })).status).toBe(204);
    expect((await send(id, { subject: 'Third' }, { follows: second!.id.toUpperCase() })).status).toBe(204);

    const [reply, third] = sent(id).slice(2);
    expect(reply).toMatchObject({ relatedTransmissionId: first!.id, sender: { actorType: 'PartyRepresentative' } });
    expect(third).toMatchObject({ relatedTransmissionId: second!.id });
  });

  it('are refused where they refer to none of the dialog, or take the key of another', async () => {
    const [id, other] = [await stage.open(), await stage.open()];
    await send(id, { subject: 'First' }, { key: 'first' });

    await problemIn(await change(other, { type: 'reply', to: 'first', words: 'x' }), 404, 'not-found');
    await problemIn(await change(other, { type: 'reply', to: sent(id)[0]!.id, words: 'x' }), 404, 'not-found');
    await problemIn(await send(id, { subject: 'Again' }, { key: 'first' }), 409, 'conflict');
    expect(titlesOf(id)).toEqual(['First']);
    expect((await stage.here(id))['version']).toBe(2);
  });

  it('are refused where they carry more than is kept of one', async () => {
    const id = await stage.open();
    const much = { subject: 'Much', reference: 'x'.repeat(largestAbout) };

    await problemIn(await send(id, much), 413, 'payload-too-large');
    await stage.untilDelivered(id);
    expect(await stage.here(id)).toMatchObject({ version: 1, delivery: { status: 'delivered' } });
    expect((await send(id, { subject: 'Less', reference: 'x'.repeat(255) })).status).toBe(204);
    expect(titlesOf(id)).toEqual(['Less']);
  });

  it('that answer one another are refused where Dialogporten takes no more of them', async () => {
    const id = await stage.open();
    await send(id, { subject: 'First' }, { key: 'first' });
    const reply = () => change(id, { type: 'reply', to: 'first', words: 'x' }, { Prefer: 'respond-async' });
    for (let answer = 0; answer < 100; answer++) expect((await reply()).status).toBe(202);

    await problemIn(await reply(), 409, 'conflict');
    await stage.untilDelivered(id);
    expect(sent(id)).toHaveLength(101);
  });
});

describe('a correction of what was sent', () => {
  const correct = (id: string, corrects: string, letter: Letter, headers = {}) =>
    change(id, { type: 'correct', corrects, letter }, headers);

  it('takes its place in silence: same id, time and files, and our own routes say it, too', async () => {
    const id = await stage.open();
    await send(id, { subject: 'Plann', files: ['map'] }, { key: 'plan' });
    await send(id, { subject: 'Bill' });
    const before = there(id);
    const [plan] = before.transmissions;

    expect((await correct(id, 'plan', { subject: 'Plan', files: ['map', 'list'] })).status).toBe(204);

    expect(titlesOf(id)).toEqual(['Plan', 'Bill']);
    const [corrected] = sent(id);
    expect(corrected).toMatchObject({ id: plan!.id, createdAt: plan!.createdAt, sender: plan!.sender });
    expect(corrected!.attachments.map(({ name }) => name)).toEqual(['map', 'list']);
    expect(corrected!.attachments[0]!.id).toBe(plan!.attachments[0]!.id);
    expect(await read(id, plan!.id)).toEqual([200, 'Plan']);
    expect(await read(id, `files/${corrected!.attachments[1]!.id}`)).toEqual([200, 'list of Plan']);

    expect((await correct(id, plan!.id, { subject: 'Plan again' })).status).toBe(204);
    expect(titlesOf(id)).toEqual(['Plan again', 'Bill']);
    await stage.untilDelivered(id);
    expect((await stage.here(id))['delivery']).toEqual({ status: 'delivered' });
  });

  it('of what Dialogporten does not have yet is sent with it', async () => {
    stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', status: 503 }]);
    const id = await stage.open();
    await send(id, { subject: 'Plann' }, { key: 'plan' });
    await correct(id, 'plan', { subject: 'Plan' });
    stage.emulator.faults.clear();

    await stage.untilDelivered(id);

    expect(titlesOf(id)).toEqual(['Plan']);
    expect(stage.emulator.requests.list().filter(({ path }) => path.includes(`${id}/transmissions/`))).toEqual([]);
  });

  it.each(['before', 'after'] as const)('is made when the first try fails %s Dialogporten has it', async (when) => {
    const id = await stage.open();
    await send(id, { subject: 'Plann' }, { key: 'plan' });
    const fault = { match: `PUT ${pathOf(id)}/transmissions/${sent(id)[0]!.id}`, status: 503, times: 1 };
    stage.emulator.faults.set([when === 'before' ? fault : { ...fault, after: 'commit' }]);

    expect((await correct(id, 'plan', { subject: 'Plan' })).status).toBe(202);
    await stage.untilDelivered(id);

    expect(titlesOf(id)).toEqual(['Plan']);
    expect(sent(id)).toHaveLength(1);
  });

  it('that Dialogporten refuses is set aside with an alert, and holds up nothing', async () => {
    const id = await stage.open();
    await send(id, { subject: 'Plann' }, { key: 'plan' });
    const match = `PUT ${pathOf(id)}/transmissions/${sent(id)[0]!.id}`;
    stage.emulator.faults.set([{ match, status: 400, errors: { 'dto.content': ['no'] } }]);

    expect((await correct(id, 'plan', { subject: 'Plan' })).status).toBe(204);

    expect(titlesOf(id)).toEqual(['Plann']);
    expect(
      stage.services[0]!.log.filter((line) => line.includes('refused an entry') && line.includes(id)),
    ).toHaveLength(1);
    expect((await send(id, { subject: 'Bill' })).status).toBe(204);
    expect(titlesOf(id)).toEqual(['Plann', 'Bill']);
  });

  it('by two replicas at once ends with what came last here', async () => {
    await stage.addService();
    const id = await stage.open();
    await send(id, { subject: 'Plan' }, { key: 'plan' });
    const subjects = Array.from({ length: 10 }, (_, index) => `Plan ${index}`);

    const answers = await Promise.all(
      subjects.map((subject, index) =>
        change(id, { type: 'correct', corrects: 'plan', letter: { subject } }, {}, index % 2),
      ),
    );

    expect(answers.map(({ status }) => status).every((status) => status === 204 || status === 202)).toBe(true);
    await stage.untilDelivered(id);
    const [, shown] = await read(id, sent(id)[0]!.id);
    expect(titlesOf(id)).toEqual([shown]);
    expect(subjects).toContain(shown);
  });
});
