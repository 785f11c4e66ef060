import { describe, expect, it } from '@jest/globals';
import { sharedStage } from './support/durable-stage.js';
import { restaurant } from './support/parties.js';
import { elementsOf, rendered, textOf } from '../support/rendered.js';

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
});
