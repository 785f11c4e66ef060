import { Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DialogDefinition } from '../../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import { representative, transmission } from '../../src/dialogs/history.js';
import type { EmulatorOptions } from '../../emulator/emulator.js';
import type { Feature } from '../../src/feature.js';
import { problemIn } from '../support/problems.js';
import { until } from '../support/until.js';
import { tallyFeature, tallyKeeper, tallyParty } from '../tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from '../tally/tally.controllers.js';
import { pathOf } from '../support/delivery-stage.js';
import { TallyStage } from '../tally/tally-stage.js';
import { reportResource, tally, type Tally, type TallyChange, type TallyContent } from '../tally/tally.js';

const employee = 'urn:altinn:person:identifier-no:27897910190';

function featureWith(definition: DialogDefinition<Tally, TallyChange, 'report', TallyContent>): Feature {
  @Module({
    imports: [DialogsModule.forFeature(definition)],
    controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
  })
  class OpenedTallyModule {}
  return { ...tallyFeature, module: OpenedTallyModule, definitions: [definition] };
}

/** A tally whose report is not for every reader of the dialog. */
const secretive = featureWith({
  ...tally,
  transmissions: {
    report: {
      ...tally.transmissions.report,
      authorizationContext: {
        action: 'elementread',
        additionalResourceAttribute: reportResource,
        includeDialogParty: true,
        tokenRef: 'report',
        unauthorizedPresentation: 'Disabled',
      },
    },
  },
});

/** A tally that the party sends something with, each time that it is counted. */
const sending = featureWith({
  ...tally,
  transmissions: { report: { ...tally.transmissions.report, type: 'Submission' } },
  history: (change, actor, party, dialog) => [
    ...tally.history(change, actor, party, dialog),
    ...(change.type === 'count' ? [transmission('report', representative(party))] : []),
  ],
});

let stage: TallyStage;

function onStage(
  features: readonly Feature[],
  settings: Record<string, string> = {},
  options: Partial<EmulatorOptions> = {},
): void {
  beforeAll(async () => {
    stage = await TallyStage.set(settings, { features, ...options });
    await stage.addService();
  });
  afterEach(() => stage.emulator.faults.clear());
  afterAll(() => stage.clear());
}

async function closed(): Promise<{ id: string; report: string }> {
  const id = await stage.open();
  expect((await stage.close(id)).status).toBe(204);
  return { id, report: stage.emulator.dialogs.get(id)!.transmissions[0]!.id };
}

/** Actors of the reported openings of that transmission. */
function openedBy(id: string, transmissionId: string): (string | undefined)[] {
  return stage.emulator.dialogs
    .get(id)!
    .activities.filter((activity) => activity.transmissionId === transmissionId)
    .map(({ type, performedBy }) => {
      expect([type, performedBy.actorType]).toEqual(['TransmissionOpened', 'PartyRepresentative']);
      return performedBy.actorId;
    });
}

describe('a transmission', () => {
  onStage([tallyFeature]);

  it('is at the addresses that the portal was given, in the language of each', async () => {
    const { id } = await closed();
    const { content } = stage.emulator.dialogs.get(id)!.transmissions[0]!;
    expect(content.contentReference).toMatchObject({
      mediaType: 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown',
      value: [{ languageCode: 'en' }, { languageCode: 'nb' }, { languageCode: 'nn' }],
    });
    for (const { languageCode, value: url } of content.contentReference!.value) {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${stage.token(id)}` } });
      expect([answer.status, answer.headers.get('Content-Language')]).toEqual([200, languageCode]);
      expect(answer.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
      expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
      expect(await answer.text()).toBe('Counted to 0\n');
    }
  });

  it('follows the language of the reader where the address names none, and refuses one that we do not have', async () => {
    const { id, report } = await closed();
    const languageFor = async (headers: object) =>
      (await stage.report(id, report, { headers })).headers.get('Content-Language');
    expect(await languageFor({ 'Accept-Language': 'en, nb;q=0.9' })).toBe('en');
    expect(await languageFor({})).toBe('nb');
    await problemIn(await stage.report(id, `${report}?lang=de`), 400, 'invalid-request');
  });

  it('is refused to those who may not read the dialog', async () => {
    const { id, report } = await closed();
    for (const claims of [{ a: '' }, { a: '', e: ['report'] }, { a: 'write' }]) {
      const token = stage.token(id, claims);
      await problemIn(await stage.report(id, report, { token }), 403, 'missing-action');
    }
    expect(openedBy(id, report)).toEqual([]);
  });

  describe('is not found', () => {
    it('when there is none with that id, or what has the id is something else', async () => {
      const { id, report } = await closed();
      const activity = stage.emulator.dialogs.get(id)!.activities[0]!.id;
      for (const unknown of ['0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b', activity, id, 'report', '%00', "1'--"]) {
        await problemIn(await stage.report(id, unknown), 404, 'not-found');
      }
      expect((await stage.report(id, report)).status).toBe(200);
    });

    it('when it belongs to another dialog', async () => {
      const [own, foreign] = [await closed(), await closed()];
      await problemIn(await stage.report(own.id, foreign.report), 404, 'not-found');
      const token = stage.token(own.id);
      await problemIn(await stage.report(foreign.id, foreign.report, { token }), 403, 'dialog-mismatch');
      expect(openedBy(foreign.id, foreign.report)).toEqual([]);
    });
  });

  it('is gone with its dialog', async () => {
    const { id, report } = await closed();
    expect((await stage.press('delete', id)).status).toBe(204);
    await until(async () => (await stage.report(id, report)).status === 410);
    await problemIn(await stage.report(id, report), 410, 'gone');
  });

  describe('that a user opens', () => {
    it('is reported as opened by them once, however often they open it', async () => {
      const { id, report } = await closed();

      const answers = await Promise.all(Array.from({ length: 10 }, () => stage.report(id, report)));

      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
      await until(() => openedBy(id, report).length > 0);
      await stage.report(id, report);
      await stage.untilQuiet();
      expect(openedBy(id, report)).toEqual([tallyKeeper]);
      expect(await stage.here(id)).toMatchObject({ state: 'closed', version: 3, deliveredVersion: 3 });
    });

    it('is reported for each of its readers, and each transmission by itself', async () => {
      const [one, other] = [await closed(), await closed()];
      const byEmployee = ({ id, report }: typeof one) =>
        stage.report(id, report, { token: stage.token(id, { c: employee }) });

      await Promise.all([stage.report(one.id, one.report), byEmployee(one), byEmployee(other)]);

      await until(() => openedBy(one.id, one.report).length + openedBy(other.id, other.report).length === 3);
      await stage.untilQuiet();
      expect(openedBy(one.id, one.report).toSorted()).toEqual([tallyKeeper, employee].toSorted());
      expect(openedBy(other.id, other.report)).toEqual([employee]);
    });

    it('is reported as opened by the consumer of a system user', async () => {
      const { id, report } = await closed();
      const consumer = 'urn:altinn:organization:identifier-no:310456810';
      const y = 'urn:altinn:systemuser:uuid:5c1f2a0e-7f0b-4c53-9d4e-0a8f7f3d2b61';
      await stage.report(id, report, { token: stage.token(id, { c: consumer, y, o: consumer }) });
      await until(() => openedBy(id, report).length > 0);
      expect(openedBy(id, report)).toEqual([consumer]);
    });

    it('is shown while Dialogporten is away, without delay, and reported when it is back', async () => {
      const { id, report } = await closed();
      stage.strike({ match: pathOf(id), latencyMs: 3_000, status: 503 });

      expect((await stage.report(id, report)).status).toBe(200);
      expect(stage.putsTo(id)).not.toContain(503);

      await until(() => stage.putsTo(id).at(-1) === 503);
      expect(openedBy(id, report)).toEqual([]);
      stage.emulator.faults.clear();
      await stage.soonQuiet();
      expect(openedBy(id, report)).toEqual([tallyKeeper]);
    });

    it('is not reported again by a service that has been started anew', async () => {
      const { id, report } = await closed();
      await stage.report(id, report);
      await until(() => openedBy(id, report).length > 0);
      await stage.untilQuiet();

      await stage.startAnew();

      expect((await stage.report(id, report)).status).toBe(200);
      expect((await stage.report(id, report, { token: stage.token(id, { c: employee }) })).status).toBe(200);
      await until(() => openedBy(id, report).length > 1);
      await stage.untilQuiet();
      expect(openedBy(id, report)).toEqual([tallyKeeper, employee]);
    });
  });
});

describe('a transmission that the party sends', () => {
  onStage([sending]);

  it('is a submission by it, puts the dialog among those that it has sent, and leaves nothing unread behind', async () => {
    const id = await stage.open();
    expect((await stage.count(id)).status).toBe(204);

    expect(stage.emulator.dialogs.get(id)!.transmissions).toMatchObject([
      { type: 'Submission', sender: { actorType: 'PartyRepresentative', actorId: tallyParty } },
    ]);
    expect(await stage.shownTo('keeper', id)).toMatchObject({
      endUserContext: { systemLabels: expect.arrayContaining(['Sent']) },
      hasUnopenedContent: false,
    });
  });

  it('does not stand in the way of the next button while it is opened', async () => {
    const id = await stage.open();
    expect((await stage.count(id)).status).toBe(204);
    const sent = stage.emulator.dialogs.get(id)!.transmissions[0]!.id;

    const [embed, press] = await Promise.all([stage.report(id, sent), stage.count(id)]);

    expect([embed.status, press.status]).toEqual([200, 204]);
    await until(() => openedBy(id, sent).length > 0);
    expect(stage.countedThere(id)).toBe(2);
  });
});

describe('a transmission with an authorization context of its own', () => {
  onStage([secretive]);

  it('says so in Dialogporten', async () => {
    const { id } = await closed();
    expect(stage.emulator.dialogs.get(id)!.transmissions[0]).toMatchObject({
      authorizationContext: { action: 'elementread', tokenRef: 'report', unauthorizedPresentation: 'Disabled' },
    });
  });

  it.each([
    ['its reference among the entities of the token', { a: '', e: ['report'] }],
    ['read beside that', { a: 'read', e: ['other', 'report'] }],
  ])('opens with %s', async (_what, claims) => {
    const { id, report } = await closed();
    expect((await stage.report(id, report, { token: stage.token(id, claims) })).status).toBe(200);
  });

  it('opens with its id among the entities of the token, in any case of letters in the address', async () => {
    const { id, report } = await closed();
    const token = stage.token(id, { a: '', e: [report] });
    expect((await stage.report(id, report, { token })).status).toBe(200);
    expect((await stage.report(id, report.toUpperCase(), { token })).status).toBe(200);
  });

  it.each([
    ['read only', { a: 'read' }, 'missing-entity'],
    ['any action on the part', { a: 'read;elementread,report;read,report;transmissionread,report' }, 'missing-entity'],
    ['its reference in another case', { a: 'read', e: ['Report'] }, 'missing-entity'],
    ['nothing', { a: '' }, 'missing-action'],
  ])('does not open with %s', async (_what, claims, refusal) => {
    const { id, report } = await closed();
    const token = stage.token(id, { e: undefined, ...claims });
    await problemIn(await stage.report(id, report, { token }), 403, refusal);
    expect(openedBy(id, report)).toEqual([]);
  });

  it('does not open when the entity in the token is another transmission', async () => {
    const [{ id, report }, other] = [await closed(), await closed()];
    const token = stage.token(id, { a: 'read', e: [other.report, `${report}x`] });
    await problemIn(await stage.report(id, report, { token }), 403, 'missing-entity');
    expect(openedBy(id, report)).toEqual([]);
  });
});

describe('the same with Dialogporten 1.119.1, which does not know authorization contexts,', () => {
  onStage([secretive], { DIALOGPORTEN_AUTHORIZATION_CONTEXTS: 'false' }, { plays: '1.119.1' });

  const granted = `transmissionread,${reportResource}`;

  it('is sent with an authorization attribute in the place of the context', async () => {
    const { id } = await closed();
    const [sent] = stage.emulator.dialogs.get(id)!.transmissions;
    expect(sent).toMatchObject({ authorizationAttribute: reportResource });
    expect(sent).not.toHaveProperty('authorizationContext');
  });

  it('opens to a token that grants nothing but that', async () => {
    const { id, report } = await closed();
    const token = stage.token(id, { a: granted });
    expect((await stage.report(id, report, { token })).status).toBe(200);
    await problemIn(await stage.embed(id, { token }), 403, 'missing-action');
  });

  it.each<[string, (report: string) => object]>([
    ['read alone', () => ({ a: 'read' })],
    ['its reference among the entities', () => ({ a: 'read', e: ['report'] })],
    ['its id among the entities', (report) => ({ a: 'read', e: [report] })],
    ['the action without the part', () => ({ a: 'read;transmissionread' })],
    ['the action on another part', () => ({ a: 'read;transmissionread,receipt' })],
    ['the action of the other form', () => ({ a: 'read;elementread,report;read,report' })],
  ])('does not open to a token with %s', async (_what, claims) => {
    const { id, report } = await closed();
    const token = stage.token(id, { ...claims(report) });
    await problemIn(await stage.report(id, report, { token }), 403, 'missing-action');
  });
});
