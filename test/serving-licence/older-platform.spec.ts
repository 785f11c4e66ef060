import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { problemIn } from '../support/problems.js';
import { manager } from './support/durable-stage.js';
import { restaurant } from './support/parties.js';
import { setStage, type Stage } from './support/stage.js';

const granted = 'transmissionread,urn:altinn:subresource:decision';

describe('with Dialogporten 1.119.1, which does not know authorization contexts,', () => {
  let stage: Stage;
  let id: string;
  let decision: { readonly id: string; readonly attachments: readonly { readonly urls: readonly { url: string }[] }[] };

  beforeAll(async () => {
    stage = await setStage({ DIALOGPORTEN_AUTHORIZATION_CONTEXTS: 'false' }, { plays: '1.119.1' });
    const { emulator, parties } = stage;
    id = await parties.openDialog();
    for (const action of ['confirm', 'submit', 'sign'] as const) {
      expect((await parties.pressAs('daglig-leder', action, id)).status).toBe(204);
    }
    expect((await parties.asServiceOwner('POST', `/${id}/decision`, { granted: true })).status).toBe(204);
    decision = emulator.dialogs.get(id)!.transmissions.find(({ type }) => type === 'Decision') as typeof decision;
  });

  afterAll(() => stage.clear());

  const embedUrl = () => `${stage.service.url}/embeds/dialogs/${id}/transmissions/${decision.id}`;
  const fileUrl = () => decision.attachments[0]!.urls[0]!.url;
  const fetchAs = async (persona: string, url: string) =>
    fetch(url, { headers: { authorization: `Bearer ${await stage.parties.tokenOf(persona, id)}` } });
  const tokenWith = (claims: object) =>
    stage.emulator.signDialogToken({
      c: manager,
      l: 4,
      p: restaurant,
      s: 'urn:altinn:resource:serving-licence',
      i: id,
      ...claims,
    });
  const fetchWith = (claims: object, url: string) =>
    fetch(url, { headers: { authorization: `Bearer ${tokenWith(claims)}` } });

  it('the decision is sent with an authorization attribute in the place of the context', () => {
    expect(decision).toMatchObject({ authorizationAttribute: 'urn:altinn:subresource:decision' });
    expect(decision).not.toHaveProperty('authorizationContext');
  });

  it.each([
    ['daglig-leder', 'Les vedtaket'],
    ['medarbeider', 'Du har ikke tilgang til å lese vedtaket'],
  ])('the embed of the dialog tells %s: %s', async (persona, lead) => {
    const shown = await fetchAs(persona, `${stage.service.url}/embeds/dialogs/${id}`);
    expect(await shown.text()).toContain(`### ${lead}\n`);
  });

  it.each([
    ['daglig-leder', 200],
    ['medarbeider', 403],
    ['regnskapsforer', 403],
  ])("the decision and its file open to %s, with the portal's own token: %i", async (persona, status) => {
    for (const url of [embedUrl(), fileUrl()]) expect((await fetchAs(persona, url)).status).toBe(status);
  });

  it('visitors without a token read the decision if the policy grants them the same action', async () => {
    const mayRead = await new Browser().openAs('daglig-leder', `${stage.service.url}/dialogs/${id}`);
    expect(mayRead.body).toContain('Søknaden er innvilget');
    const mayNot = new Browser();
    const page = await mayNot.openAs('medarbeider', `${stage.service.url}/dialogs/${id}`);
    expect(page.response.status).toBe(200);
    expect(page.body).not.toContain('Søknaden er innvilget');
    expect((await mayNot.open(fileUrl())).response.status).toBe(403);
  });

  it('the application is for every reader of the dialog', async () => {
    const application = stage.emulator.dialogs.get(id)!.transmissions[0]!;
    const url = `${stage.service.url}/embeds/dialogs/${id}/transmissions/${application.id}`;
    expect((await fetchAs('regnskapsforer', url)).status).toBe(200);
    await problemIn(await fetchWith({ a: granted }, url), 403, 'missing-action');
  });
});
