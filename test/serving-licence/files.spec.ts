import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'content-disposition';
import type { Attachment } from '../../emulator/model/dialog.js';
import { Browser } from '../support/browser.js';
import { flattened, readPdf } from '../support/read-pdf.js';
import { problemIn } from '../support/problems.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;
let dialogId: string;
let application: Attachment;
let decision: Attachment;

const reference = 'Sæk <7>/../x\u202Efdp.exe';

beforeAll(async () => {
  stage = await setStage();
  dialogId = await stage.parties.openDialog({ externalReference: reference });
  const { parties } = stage;
  await parties.pressAs('daglig-leder', 'confirm', dialogId);
  await parties.pressAs('daglig-leder', 'submit', dialogId);
  await parties.pressAs('daglig-leder', 'sign', dialogId);
  const decided = await parties.asServiceOwner('POST', `/${dialogId}/decision`, { granted: true, reason: 'Ja *takk*' });
  expect(decided.status).toBe(204);
  const dialog = stage.emulator.dialogs.get(dialogId)!;
  application = dialog.transmissions.find(({ type }) => type === 'Submission')!.attachments[0]!;
  decision = dialog.transmissions.find(({ type }) => type === 'Decision')!.attachments[0]!;
});

afterAll(() => stage.clear());

const urlOf = ({ urls }: Attachment) => urls[0]!.url;

async function fetchAs(persona: string, url: string, headers: Record<string, string> = {}): Promise<Response> {
  const token = await stage.parties.tokenOf(persona, dialogId);
  return fetch(url, { headers: { Authorization: `Bearer ${token}`, ...headers } });
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('the files of a dialog', () => {
  it('stand on the application and on its decision, for people and for end-user systems alike', () => {
    for (const attachment of [application, decision]) {
      expect(attachment.urls.map(({ consumerType, mediaType }) => `${consumerType} ${mediaType}`)).toEqual([
        'Gui application/pdf',
        'Api application/pdf',
      ]);
      expect(new Set(attachment.urls.map(({ url }) => url)).size).toBe(1);
      expect(urlOf(attachment)).toBe(`${stage.service.url}/dialogs/${dialogId}/attachments/${attachment.id}`);
      expect(attachment.displayName!.map(({ languageCode }) => languageCode)).toEqual(['en', 'nb', 'nn']);
    }
    expect(application.id).not.toBe(decision.id);
  });

  it('keep their ids when the dialog changes again', async () => {
    const { parties } = stage;
    const id = await parties.openDialog();
    await parties.pressAs('daglig-leder', 'confirm', id);
    await parties.pressAs('daglig-leder', 'submit', id);
    const filesNow = () => stage.emulator.dialogs.get(id)!.transmissions[0]!.attachments;
    const before = filesNow();
    await parties.pressAs('daglig-leder', 'sign', id);
    expect(before).toHaveLength(1);
    expect(filesNow()).toEqual(before);
  });

  it('are described to HEAD as to GET, and with a slash at the end as without', async () => {
    const token = await stage.parties.tokenOf('daglig-leder', dialogId);
    const headers = { Authorization: `Bearer ${token}` };
    const got = await fetch(urlOf(decision), { headers });
    const head = await fetch(`${urlOf(decision)}/`, { method: 'HEAD', headers });
    const names = ['Content-Type', 'Content-Length', 'Content-Disposition', 'ETag', 'Accept-Ranges'];
    expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => got.headers.get(name)));
    expect([head.status, (await bytesOf(head)).length]).toEqual([200, 0]);
    expect((await fetch(urlOf(decision), { method: 'HEAD', redirect: 'manual' })).status).toBe(302);
  });

  it('open in the tab of the portal with a dialog token, under a name that every file system takes', async () => {
    const response = await fetchAs('daglig-leder', `${urlOf(decision)}?lang=nb`);
    expect(response.status).toBe(200);
    const header = response.headers.get('Content-Disposition')!;
    expect(parse(header)).toMatchObject({
      type: 'inline',
      parameters: { filename: 'Vedtak om skjenkebevilling Sæk 7 .. x fdp.exe.pdf' },
    });
    expect(header).toMatch(/filename\*=UTF-8''/);
    expect(header).toMatch(/^[\x20-\x7e]+$/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'access-control-expose-headers': expect.stringContaining('Content-Disposition'),
    });
    const file = await bytesOf(response);
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    expect(response.headers.get('Content-Length')).toBe(String(file.length));
    const again = await fetchAs('daglig-leder', `${urlOf(decision)}?lang=nb`);
    expect((await bytesOf(again)).equals(file)).toBe(true);
  });

  it('are downloaded from a link by any user who is logged in, and the page has the links', async () => {
    const browser = new Browser({ 'Accept-Language': 'nn' });
    const page = await browser.openAs('daglig-leder', urlOf(decision));
    expect([page.url, page.response.status, page.response.headers.get('Content-Type')]).toEqual([
      urlOf(decision),
      200,
      'application/pdf',
    ]);
    const { body } = await browser.open(`${stage.service.url}/dialogs/${dialogId}`);
    expect(body).toContain(`<a href="${urlOf(decision)}?lang=nn">Vedtak om skjenkeløyve</a>`);
    expect(body).toContain(`<a href="${urlOf(application)}?lang=nn">Søknad om fornying av skjenkeløyve</a>`);
    expect(body).toContain('Søknaden er innvilga');
    expect(body).toContain('Ja *takk*');
  });

  it('are for those who may read them: the decision is not for all who may read the dialog', async () => {
    expect((await fetchAs('medarbeider', urlOf(application))).status).toBe(200);
    await problemIn(await fetchAs('medarbeider', urlOf(decision)), 403, 'missing-entity');

    const browser = new Browser();
    expect((await browser.openAs('medarbeider', urlOf(application))).response.status).toBe(200);
    expect((await browser.open(urlOf(decision))).response.status).toBe(403);
    const { body } = await browser.open(`${stage.service.url}/dialogs/${dialogId}`);
    expect(body).toContain(urlOf(application));
    expect(body).not.toMatch(/Ja \*takk|innvilget/);
    expect(body).not.toContain(urlOf(decision));
    expect((await new Browser().openAs('fremmed', urlOf(application))).response.status).toBe(403);
  });

  it('are not there under another dialog, or by another id', async () => {
    const other = await stage.parties.openDialog();
    const token = await stage.parties.tokenOf('daglig-leder', other);
    const elsewhere = (id: string) => `${stage.service.url}/dialogs/${other}/attachments/${id}`;
    const headers = { Authorization: `Bearer ${token}` };
    await problemIn(await fetch(elsewhere(decision.id), { headers }), 404, 'not-found');
    await problemIn(await fetch(urlOf(decision), { headers }), 403, 'dialog-mismatch');
    for (const id of ['01890a5d-ac96-774b-bcce-b302099a8057', 'none', '..%2f..%2fetc%2fpasswd']) {
      const url = `${stage.service.url}/dialogs/${dialogId}/attachments/${id}`;
      await problemIn(await fetchAs('daglig-leder', url), 404, 'not-found');
    }
    expect((await new Browser().openAs('daglig-leder', elsewhere(decision.id))).response.status).toBe(404);
  });

  it('refuse a token that is no good, and do not fall back on a session', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', urlOf(application));
    const answer = await browser.fetch(urlOf(application), { headers: { Authorization: 'Bearer x' } });
    await problemIn(answer, 401, 'invalid-token');
  });

  it('come in ranges', async () => {
    const whole = await bytesOf(await fetchAs('daglig-leder', urlOf(application)));
    const { length } = whole;
    for (const [range, start, end] of [
      ['bytes=0-99', 0, 99],
      ['bytes=100-', 100, length - 1],
      ['bytes=-50', length - 50, length - 1],
      [`bytes=0-${length * 2}`, 0, length - 1],
    ] as const) {
      const response = await fetchAs('daglig-leder', urlOf(application), { Range: range });
      expect([response.status, response.headers.get('Content-Range')]).toEqual([
        206,
        `bytes ${start}-${end}/${length}`,
      ]);
      expect((await bytesOf(response)).equals(whole.subarray(start, end + 1))).toBe(true);
    }
    for (const range of ['bytes=0-1,5-6', 'bytes=', 'lines=1-2', 'x']) {
      expect((await fetchAs('daglig-leder', urlOf(application), { Range: range })).status).toBe(200);
    }
    const beyond = await fetchAs('daglig-leder', urlOf(application), { Range: `bytes=${length}-` });
    expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, `bytes */${length}`]);
  });

  it('are made once, for any parts of them and any user', async () => {
    const url = `${urlOf(application)}?lang=nn`;
    const made = () => stage.service.log.filter((line) => line.includes('a document was made')).length;
    const etag = (await fetchAs('daglig-leder', url)).headers.get('ETag')!;
    const before = made();
    const token = await stage.parties.tokenOf('daglig-leder', dialogId);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: 'HEAD', headers })).status).toBe(200);
    expect((await fetch(url, { headers: { ...headers, Range: 'bytes=0-9' } })).status).toBe(206);
    const known = await fetch(url, { headers: { ...headers, 'If-None-Match': etag } });
    expect([known.status, known.headers.get('ETag'), await known.text()]).toEqual([304, etag, '']);
    expect((await fetchAs('medarbeider', url)).headers.get('ETag')).toBe(etag);
    expect(made()).toBe(before);
  });

  it('come whole when the range is of another version', async () => {
    const etag = (await fetchAs('daglig-leder', urlOf(application))).headers.get('ETag')!;
    const rangeIf = async (ifRange: string) =>
      (await fetchAs('daglig-leder', urlOf(application), { Range: 'bytes=0-9', 'If-Range': ifRange })).status;
    expect([await rangeIf(etag), await rangeIf('"another"')]).toEqual([206, 200]);
    const inEnglish = (await fetchAs('daglig-leder', `${urlOf(application)}?lang=en`)).headers.get('ETag');
    expect(inEnglish).not.toBe(etag);
  });

  it('say by themselves whom and what they are about: names from Dialogporten, no number of a person', async () => {
    const read = async (attachment: Attachment) =>
      flattened(readPdf(await bytesOf(await fetchAs('daglig-leder', `${urlOf(attachment)}?lang=nb`))));
    const facts = [
      'Søker: Rolig Restaurant AS',
      'Organisasjonsnummer: 310 456 799',
      'Kommune: Fjordvik kommune',
      'Saksnummer: ',
      'Signert av: Varsom Lykt',
    ];
    for (const attachment of [application, decision]) {
      const [[, title], [tag, said]] = (await read(attachment)) as [[string, string], [string, string]];
      expect([title, tag]).toEqual([expect.stringMatching(/^(Søknad|Vedtak) om /), 'P']);
      for (const fact of facts) expect(said).toContain(fact);
      expect(said).toMatch(/Signert: \d+\. \w+ \d{4} kl\. \d\d\.\d\d/);
      expect(JSON.stringify(await read(attachment))).not.toMatch(/\d{11}/);
    }
  });

  it('tell of the right to appeal where the application is refused, and speak of a person by name alone', async () => {
    const id = await stage.parties.openDialog({ party: 'urn:altinn:person:identifier-no:21848510170' });
    const { parties } = stage;
    for (const press of ['confirm', 'submit', 'sign'] as const) await parties.pressAs('privatperson', press, id);
    await parties.asServiceOwner('POST', `/${id}/decision`, { granted: false });
    const file = stage.emulator.dialogs.get(id)!.transmissions.at(-1)!.attachments[0]!;
    const token = await parties.tokenOf('privatperson', id);
    const answer = await fetch(`${urlOf(file)}?lang=en`, { headers: { Authorization: `Bearer ${token}` } });
    const read = flattened(readPdf(await bytesOf(answer)));
    expect(read.map(([tag]) => tag)).toEqual(['H1', 'P', 'H2', 'P', 'H3', 'P', 'P']);
    const text = read.map(([, said]) => said).join('\n');
    expect(text).toContain('Applicant: Selvstendig Gaffel Municipality: Fjordvik Municipality');
    expect(text).toContain('You can appeal against the decision\nThe deadline is three weeks');
    expect(text).not.toMatch(/Organisation number|\d{11}/);
  });

  it('wait for the names while Dialogporten does not tell them', async () => {
    const { parties } = stage;
    const id = await parties.openDialog();
    await parties.pressAs('daglig-leder', 'confirm', id);
    await parties.pressAs('daglig-leder', 'submit', id);
    const url = urlOf(stage.emulator.dialogs.get(id)!.transmissions[0]!.attachments[0]!);
    const headers = { Authorization: `Bearer ${await parties.tokenOf('daglig-leder', id)}` };
    stage.emulator.faults.set([{ match: `GET /dialogporten/api/v1/serviceowner/dialogs/${id}`, status: 503 }]);
    await problemIn(await fetch(url, { headers }), 503, 'unavailable');
    stage.emulator.faults.clear();
    expect((await fetch(url, { headers })).status).toBe(200);
  });

  it('are gone with the dialog, also while Dialogporten has yet to delete it', async () => {
    const { parties } = stage;
    const id = await parties.openDialog();
    await parties.pressAs('daglig-leder', 'confirm', id);
    await parties.pressAs('daglig-leder', 'submit', id);
    const url = urlOf(stage.emulator.dialogs.get(id)!.transmissions[0]!.attachments[0]!);
    const token = await parties.tokenOf('daglig-leder', id);
    const headers = { Authorization: `Bearer ${token}` };
    stage.emulator.faults.set([{ match: 'DELETE /dialogporten', status: 503 }]);
    expect((await parties.pressAs('daglig-leder', 'withdraw', id)).status).toBe(202);
    await problemIn(await fetch(url, { headers }), 410, 'gone');
    stage.emulator.faults.clear();
    await until(() => stage.emulator.dialogs.get(id)?.deletedAt !== undefined);
    await problemIn(await fetch(url, { headers }), 410, 'gone');
  });
});
