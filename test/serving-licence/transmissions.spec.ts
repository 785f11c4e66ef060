import { describe, expect, it } from '@jest/globals';
import { manager, onStage, pathOf, sharedStage } from './support/durable-stage.js';
import { restaurant } from './support/parties.js';
import { problemIn } from '../support/problems.js';
import { elementsOf, rendered, textOf } from '../support/rendered.js';
import { until } from '../support/until.js';

const employee = 'urn:altinn:person:identifier-no:27897910190';
const languages = ['nb', 'nn', 'en'];
const embedMediaType = 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown';

/** As Dialogporten gives them back. */
const sortedLanguages = languages.toSorted();

describe('a transmission', () => {
  const stage = sharedStage();

  async function submitted(): Promise<{ id: string; application: string }> {
    const id = await stage().dialogAfter('confirm', 'submit');
    return { id, application: stage().there(id).transmissions[0]!.id };
  }

  async function decided(
    decision: unknown = { granted: true },
  ): Promise<Record<'id' | 'application' | 'decision', string>> {
    const id = await stage().dialogAfter('confirm', 'submit', 'sign');
    expect((await stage().decide(id, decision)).status).toBe(204);
    const [application, letter] = stage().there(id).transmissions;
    return { id, application: application!.id, decision: letter!.id };
  }

  /** Actors of the reported openings of that transmission. */
  function openedBy(id: string, transmissionId: string): (string | undefined)[] {
    return stage()
      .there(id)
      .activities.filter((activity) => activity.transmissionId === transmissionId)
      .map(({ type, performedBy }) => {
        expect([type, performedBy.actorType]).toEqual(['TransmissionOpened', 'PartyRepresentative']);
        return performedBy.actorId;
      });
  }

  describe('as Dialogporten has it', () => {
    it('is the application once it is submitted, sent by the party', async () => {
      const { id, application } = await submitted();

      const { transmissions } = stage().there(id);
      expect(transmissions).toHaveLength(1);
      expect(transmissions[0]).toMatchObject({
        type: 'Submission',
        sender: { actorType: 'PartyRepresentative', actorId: restaurant, actorName: 'Rolig Restaurant AS' },
        attachments: [{ displayName: sortedLanguages.map((languageCode) => ({ languageCode })) }],
        content: {
          title: { mediaType: 'text/plain', value: sortedLanguages.map((languageCode) => ({ languageCode })) },
          contentReference: {
            mediaType: embedMediaType,
            value: sortedLanguages.map((languageCode) => ({
              languageCode,
              value: `${stage().service.url}/embeds/dialogs/${id}/transmissions/${application}?lang=${languageCode}`,
            })),
          },
        },
      });
      expect(transmissions[0]!.authorizationContext).toBeUndefined();
    });

    it('puts the dialog among those that the party has sent, and leaves nothing unread behind', async () => {
      const { id } = await submitted();
      const portal = (await stage().parties.dialogFor('daglig-leder', id)) as unknown as {
        endUserContext: { systemLabels: string[] };
        hasUnopenedContent: boolean;
      };
      expect(portal.endUserContext.systemLabels).toContain('Sent');
      expect(portal.hasUnopenedContent).toBe(false);
    });

    it('is the decision once it is made, sent by the service owner, for those who may read decisions', async () => {
      const { id, decision } = await decided();

      const { transmissions } = stage().there(id);
      expect(transmissions.map(({ type }) => type)).toEqual(['Submission', 'Decision']);
      expect(transmissions[1]).toMatchObject({
        authorizationContext: {
          action: 'elementread',
          additionalResourceAttribute: 'urn:altinn:subresource:decision',
          includeDialogParty: true,
          tokenRef: 'decision',
          unauthorizedPresentation: 'Disabled',
        },
        sender: { actorType: 'ServiceOwner' },
        content: {
          title: { value: sortedLanguages.map((languageCode) => ({ languageCode })) },
          contentReference: {
            mediaType: embedMediaType,
            value: sortedLanguages.map((languageCode) => ({
              languageCode,
              value: `${stage().service.url}/embeds/dialogs/${id}/transmissions/${decision}?lang=${languageCode}`,
            })),
          },
        },
      });
    });
  });

  describe('as it is shown', () => {
    it('is at the addresses that the portal was given, in the language of each', async () => {
      const { id } = await decided();
      const headings = {
        Submission: [
          'Fjordvik Municipality has received the application',
          'Fjordvik kommune har fått søknaden',
          'Fjordvik kommune har fått søknaden',
        ],
        Decision: ['The application has been granted', 'Søknaden er innvilget', 'Søknaden er innvilga'],
      };
      for (const { type, content } of stage().there(id).transmissions) {
        for (const [index, { languageCode, value: url }] of content.contentReference!.value.entries()) {
          const answer = await fetch(url, { headers: { Authorization: `Bearer ${stage().token(id)}` } });
          expect([answer.status, answer.headers.get('Content-Language')]).toEqual([200, languageCode]);
          expect(answer.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
          expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
          expect(await answer.text()).toContain(`### ${headings[type as keyof typeof headings][index]}`);
        }
      }
    });

    it('follows the language of the reader where the address names none, and refuses one that we do not have', async () => {
      const { id, application } = await submitted();
      const asked = await stage().fetchEmbed(id, application, stage().token(id), { 'Accept-Language': 'en, nb;q=0.9' });
      expect(await asked.text()).toContain('### Fjordvik Municipality has received the application');
      expect(await (await stage().fetchEmbed(id, application)).text()).toContain(
        '### Fjordvik kommune har fått søknaden',
      );
      await problemIn(await stage().fetchEmbed(id, `${application}?lang=de`), 400, 'invalid-request');
    });

    it('says whether the licence was granted, and why not', async () => {
      const reason = 'For mange anmerkninger';
      const [granted, refused] = [await decided(), await decided({ granted: false, reason })];
      expect(await (await stage().fetchEmbed(granted.id, granted.decision)).text()).toContain('Søknaden er innvilget');
      const refusal = await (await stage().fetchEmbed(refused.id, refused.decision)).text();
      expect(refusal).toContain('Søknaden er avslått');
      expect(refusal).toContain(reason);
    });

    it('tells the refused applicant how to appeal, to whom and until when, and no other user', async () => {
      const [granted, refused] = [await decided(), await decided({ granted: false })];
      const refusal = await (await stage().fetchEmbed(refused.id, refused.decision)).text();
      for (const text of [
        '#### Du kan klage på vedtaket',
        'tre uker',
        'Send klagen til Fjordvik kommune',
        'Statsforvalteren',
      ]) {
        expect(refusal).toContain(text);
      }
      expect(await (await stage().fetchEmbed(granted.id, granted.decision)).text()).not.toContain('klage');
    });

    it('says of the application that it must be signed, and once it is, that it was', async () => {
      const { id, application } = await submitted();
      const shown = async () => (await stage().fetchEmbed(id, `${application}?lang=en`)).text();
      expect(await shown()).toContain('must be signed');
      await stage().press('sign', id);
      expect(await shown()).toContain('was signed');
      expect(await shown()).not.toContain('must be signed');
    });

    it('shows a hostile reason as the text that it is', async () => {
      const reason =
        '# Heading <script>alert(1)</script> <img src=x onerror=alert(1)> [click](javascript:alert(1)) ' +
        '**bold** `code` ![p](https://evil.example/p.png) | a | b | ~~no~~ &lt;b&gt;';
      const { id, decision } = await decided({ granted: false, reason });

      const tree = rendered(await (await stage().fetchEmbed(id, decision)).text());

      expect(textOf(tree)).toContain(reason);
      const tags = new Set(elementsOf(tree).map(({ tagName }) => tagName));
      expect([...tags].toSorted()).toEqual(['blockquote', 'code', 'h3', 'h4', 'p', 'strong']);
    });
  });

  describe('is shown only to those who may see it:', () => {
    it.each([
      ['an application, with read', 'application', { a: 'read', e: undefined }],
      ['a decision, with its reference among the entities of the token', 'decision', { a: '', e: ['decision'] }],
      ['a decision, with read beside that', 'decision', { a: 'read', e: ['other', 'decision'] }],
    ] as const)('%s', async (_what, which, claims) => {
      const { id, ...ids } = await decided();
      expect((await stage().fetchEmbed(id, ids[which], stage().token(id, claims))).status).toBe(200);
    });

    it('a decision, with its id among the entities of the token, in any case of letters in the address', async () => {
      const { id, decision } = await decided();
      const token = stage().token(id, { a: '', e: [decision] });
      expect((await stage().fetchEmbed(id, decision, token)).status).toBe(200);
      expect((await stage().fetchEmbed(id, decision.toUpperCase(), token)).status).toBe(200);
    });

    it.each([
      ['a decision, with read only', 'decision', { a: 'read' }, 'missing-entity'],
      [
        'a decision, with any action on the part',
        'decision',
        { a: 'read;elementread,decision;read,decision;transmissionread,decision' },
        'missing-entity',
      ],
      ['a decision, with the reference in another case', 'decision', { a: 'read', e: ['Decision'] }, 'missing-entity'],
      ['a decision, with nothing', 'decision', { a: '' }, 'missing-action'],
      ['an application, with no right', 'application', { a: '' }, 'missing-action'],
      [
        'an application, with the reference of the decision',
        'application',
        { a: '', e: ['decision'] },
        'missing-action',
      ],
    ] as const)('not %s', async (_what, which, claims, refusal) => {
      const { id, ...ids } = await decided();
      const token = stage().token(id, { e: undefined, ...claims });
      await problemIn(await stage().fetchEmbed(id, ids[which], token), 403, refusal);
      expect(openedBy(id, ids[which])).toEqual([]);
    });

    it('not a decision, when the entity in the token is another transmission', async () => {
      const { id, application, decision } = await decided();
      const token = stage().token(id, { a: 'read', e: [application, `${decision}x`] });
      await problemIn(await stage().fetchEmbed(id, decision, token), 403, 'missing-entity');
      expect(openedBy(id, decision)).toEqual([]);
    });

    it.each([
      ['daglig-leder', 200],
      ['medarbeider', 403],
      ['regnskapsforer', 403],
    ])("a decision to %s, with the portal's own token: %i", async (persona, status) => {
      const { id, decision } = await decided();
      const token = await stage().parties.tokenOf(persona, id);
      expect((await stage().fetchEmbed(id, decision, token)).status).toBe(status);
    });
  });

  describe('is not found', () => {
    it('when there is none with that id, or what has the id is something else', async () => {
      const { id, application } = await submitted();
      const activity = stage().there(id).activities[0]!.id;
      for (const unknown of ['0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b', activity, id, 'application', '%00', "1'--"]) {
        await problemIn(await stage().fetchEmbed(id, unknown), 404, 'not-found');
      }
      expect((await stage().fetchEmbed(id, application)).status).toBe(200);
    });

    it('when it belongs to another dialog', async () => {
      const [own, foreign] = [await submitted(), await submitted()];
      await problemIn(await stage().fetchEmbed(own.id, foreign.application), 404, 'not-found');
      await problemIn(
        await stage().fetchEmbed(foreign.id, foreign.application, stage().token(own.id)),
        403,
        'dialog-mismatch',
      );
      expect(openedBy(foreign.id, foreign.application)).toEqual([]);
    });
  });

  it('is gone with its dialog', async () => {
    const { id, application } = await submitted();
    expect((await stage().press('delete', id)).status).toBe(204);
    await until(async () => (await stage().fetchEmbed(id, application)).status === 410);
    await problemIn(await stage().fetchEmbed(id, application), 410, 'gone');
  });

  describe('that a user opens', () => {
    it('is reported as opened by them once, however often they open it', async () => {
      const { id, application } = await submitted();

      const answers = await Promise.all(Array.from({ length: 10 }, () => stage().fetchEmbed(id, application)));

      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
      await until(() => openedBy(id, application).length > 0);
      await stage().fetchEmbed(id, application, stage().token(id));
      await stage().untilQuiet();
      expect(openedBy(id, application)).toEqual([manager]);
      expect(await stage().here(id)).toMatchObject({ state: 'awaiting-signature', version: 4, deliveredVersion: 4 });
    });

    it('is reported for each of its readers, and each transmission by itself', async () => {
      const { id, application, decision } = await decided();
      const fromEmployee = () => stage().token(id, { c: employee });

      await Promise.all([
        stage().fetchEmbed(id, application),
        stage().fetchEmbed(id, application, fromEmployee()),
        stage().fetchEmbed(id, decision, fromEmployee()),
      ]);

      await until(() => openedBy(id, application).length + openedBy(id, decision).length === 3);
      await stage().untilQuiet();
      expect(openedBy(id, application).toSorted()).toEqual([manager, employee].toSorted());
      expect(openedBy(id, decision)).toEqual([employee]);
    });

    it('is reported as opened by the consumer of a system user', async () => {
      const { id, application } = await submitted();
      await stage().fetchEmbed(id, application, await stage().parties.tokenOf('systembruker', id));
      await until(() => openedBy(id, application).length > 0);
      expect(openedBy(id, application)).toEqual(['urn:altinn:organization:identifier-no:310456810']);
    });

    it('does not stand in the way of the next button', async () => {
      const { id, application } = await submitted();
      const [embed, press] = await Promise.all([stage().fetchEmbed(id, application), stage().press('sign', id)]);
      expect([embed.status, press.status]).toEqual([200, 204]);
      await until(() => openedBy(id, application).length > 0);
      expect(stage().there(id).status).toBe('Awaiting');
    });

    it('is shown while Dialogporten is away, without delay, and reported when it is back', async () => {
      const { id, application } = await submitted();
      stage().strike({ match: pathOf(id), latencyMs: 3_000, status: 503 });

      const before = performance.now();
      expect((await stage().fetchEmbed(id, application)).status).toBe(200);
      expect(performance.now() - before).toBeLessThan(3_000);

      await until(() => stage().putsTo(id).at(-1) === 503);
      expect(openedBy(id, application)).toEqual([]);
      stage().emulator.faults.clear();
      await stage().soonQuiet();
      expect(openedBy(id, application)).toEqual([manager]);
    });
  });
});

describe('that a transmission was opened', () => {
  it(
    'is not reported again by a service that has been started anew',
    onStage(async (stage) => {
      const id = await stage.dialogAfter('confirm', 'submit');
      const application = stage.there(id).transmissions[0]!.id;
      await stage.fetchEmbed(id, application);
      await until(() => stage.activities(id).includes('TransmissionOpened'));
      await stage.untilQuiet();

      await stage.restart();

      expect((await stage.fetchEmbed(id, application)).status).toBe(200);
      expect((await stage.fetchEmbed(id, application, stage.token(id, { c: employee }))).status).toBe(200);
      await until(() => stage.activities(id).length === 5);
      await stage.untilQuiet();
      expect(stage.activities(id).filter((type) => type === 'TransmissionOpened')).toHaveLength(2);
    }),
  );
});
