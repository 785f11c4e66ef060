import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type Type } from '@nestjs/common';
import { Pool } from 'pg';
import { createApp } from '../src/app.js';
import { loadSettings, localSettingsOf } from '../src/config/load-settings.js';
import { checkDefinition } from '../src/dialogs/definition-rules.js';
import type { ApiAction, Attachment, DialogDefinition, GuiAction } from '../src/dialogs/dialog-definition.js';
import type { AuthorizationContext } from '../src/dialogporten/dialogporten-types.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { activity, type HistoryEntry, information, serviceOwner, transmission } from '../src/dialogs/history.js';
import type { Feature } from '../src/feature.js';
import { createLogger } from '../src/operations/logger.js';
import { newDialogFeature } from './new-dialog/src/index.js';
import { sharedDatabase } from './support/postgres.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import { tally } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

const publicUrl = 'https://provider.example';
const text = (value: string) => ({ nb: value, nn: value, en: value });

/** A tally that shows something else. */
function showing(view: Partial<ReturnType<typeof tally.view>>): DialogDefinition {
  return { ...tally, view: (dialog) => ({ ...tally.view(dialog as never), ...view }) } as DialogDefinition;
}

/** A tally whose changes put that into its history. */
function reporting(entry: HistoryEntry): DialogDefinition {
  return { ...tally, history: () => [entry] } as unknown as DialogDefinition;
}

/** A tally with a transmission that not everybody may read. */
function withContext(fields: Partial<AuthorizationContext>): DialogDefinition {
  const context = { includeDialogParty: true, unauthorizedPresentation: 'Disabled', ...fields } as const;
  const note = { type: 'Information', title: text('Note'), authorizationContext: context };
  return { ...tally, transmissions: { ...tally.transmissions, note } } as unknown as DialogDefinition;
}

const button = (name: string, priority: GuiAction['priority'], path = '/x'): GuiAction => ({
  name,
  action: 'read',
  priority,
  httpMethod: 'POST',
  path,
  title: text(name),
});

const apiAction = (name: string): ApiAction => ({ name, action: 'write', httpMethod: 'POST', path: '/x' });

const file = (name: string, path = '/x'): Attachment => ({
  name,
  displayName: text(name),
  mediaType: 'application/pdf',
  path: () => path,
});

async function startWith(features: readonly Feature[], environment: Record<string, string> = {}): Promise<void> {
  const database = { NODE_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_URL: await sharedDatabase() };
  const settings = loadSettings({ ...database, ...environment }, localSettingsOf(features));
  const app = await createApp(settings, createLogger('silent'), features);
  await app.init().finally(() => app.close());
}

function featureOf(definition: DialogDefinition): Feature {
  @Module({ imports: [DialogsModule.forFeature(definition)] })
  class SomeModule {}
  return { ...tallyFeature, module: SomeModule as Type };
}

describe('a definition that breaks a rule of the platform', () => {
  it.each<[string, DialogDefinition, RegExp]>([
    [
      'two Primary buttons',
      showing({ guiActions: [button('a', 'Primary'), button('b', 'Primary')] }),
      /shows 2 Primary gui actions, and Dialogporten takes at most 1, in the state/,
    ],
    [
      'six Tertiary buttons',
      showing({ guiActions: [...'abcdef'].map((name) => button(name, 'Tertiary')) }),
      /shows 6 Tertiary gui actions, and Dialogporten takes at most 5/,
    ],
    [
      'two buttons of one name',
      showing({ guiActions: [button('a', 'Primary'), button('a', 'Secondary')] }),
      /names two gui actions alike/,
    ],
    [
      'a path that is none',
      showing({ guiActions: [button('a', 'Primary', 'x')] }),
      /path that does not start with "\/"/,
    ],
    [
      'a URL that is too long',
      showing({ embed: { path: `/${'x'.repeat(1023)}`, shows: 1 } }),
      /URL of more than 1023 characters/,
    ],
    ['a title that is too long', showing({ title: text('x'.repeat(256)) }), /more than 255 characters in its title/],
    ['a status text that is too long', showing({ extendedStatus: text('x'.repeat(26)) }), /more than 25 characters/],
    [
      'a sender that is too long',
      showing({ senderName: text('x'.repeat(256)) }),
      /more than 255 characters in its senderName/,
    ],
    ['a search tag that is too short', showing({ searchTags: ['ab'] }), /a search tag that is not 3 to 63 characters/],
    ['one that is too long', showing({ searchTags: ['x'.repeat(64)] }), /a search tag that is not 3 to 63 characters/],
    ['a process that is no URI', showing({ process: 'no uri' }), /a process that is not a URI of at most 255/],
    [
      'one that is too long',
      showing({ process: `urn:${'x'.repeat(255)}` }),
      /a process that is not a URI of at most 255/,
    ],
    [
      'two api actions of one name',
      showing({ apiActions: [apiAction('a'), apiAction('a')] }),
      /names two api actions alike/,
    ],
    [
      'the path of a schema that is none',
      showing({ apiActions: [{ ...apiAction('a'), requestSchema: 'x' }] }),
      /gives the requestSchema of the api action "a" a path that does not start with "\/"/,
    ],
    [
      'two files of one name',
      showing({ attachments: [file('a'), file('a')] }),
      /names two attachments of the dialog alike/,
    ],
    [
      'a file without a name in every language',
      showing({ attachments: [{ ...file('a'), displayName: { nb: 'a', nn: '', en: 'a' } }] }),
      /has no nn text for what is shown of the attachment "a" of the dialog/,
    ],
    [
      'a file of a transmission whose path is none',
      {
        ...tally,
        transmissions: { report: { ...tally.transmissions.report, attachments: () => [file('a', 'x')] } },
      } as DialogDefinition,
      /gives the attachment "a" of the transmission "report" a path that does not start with "\/"/,
    ],
    [
      'a button without an action',
      showing({ guiActions: [{ ...button('a', 'Primary'), action: ' ' }] }),
      /asks for no action of 1 to 255 characters for the gui action "a"/,
    ],
    [
      'an action that is too long',
      showing({ apiActions: [{ ...apiAction('a'), action: 'x'.repeat(256) }] }),
      /asks for no action of 1 to 255 characters for the api action "a"/,
    ],
    [
      'a button on a part that is none',
      showing({ guiActions: [{ ...button('a', 'Primary'), authorizationAttribute: 'urn:other:task:a' }] }),
      /names no part of the dialog for the gui action "a"/,
    ],
    [
      'an api action on a part whose name is too long',
      showing({ apiActions: [{ ...apiAction('a'), authorizationAttribute: 'x'.repeat(256) }] }),
      /names no part of the dialog for the api action "a"/,
    ],
    [
      'an api action with a long name',
      showing({ apiActions: [apiAction('x'.repeat(256))] }),
      /more than 255 characters in the name of an api action/,
    ],
    [
      'a path with a space',
      showing({ apiActions: [{ ...apiAction('a'), documentation: '/my docs' }] }),
      /gives the documentation of the api action "a" a path that is not written as in a URL/,
    ],
    [
      'a path that leads to another host',
      showing({ guiActions: [button('a', 'Primary', '//other.example/x')] }),
      /gives the gui action "a" a path that is not written as in a URL/,
    ],
    [
      'an embed whose URL is too long with its language and version',
      showing({ embed: { path: `/${'x'.repeat(1023 - publicUrl.length - 1)}`, shows: 1 } }),
      /gives its embed a URL of more than 1023 characters/,
    ],
    [
      'an embed with a query',
      showing({ embed: { path: '/x?y=z', shows: 1 } }),
      /gives its embed a path with a "\?" or "#"/,
    ],
    [
      'the embed of a transmission whose path is none',
      { ...tally, transmissions: { report: { ...tally.transmissions.report, embed: () => 'x' } } } as DialogDefinition,
      /gives the embed of the transmission "report" a path that does not start with "\/"/,
    ],
    [
      'a search tag twice',
      showing({ searchTags: ['Parking', 'parking'] }),
      /has a search tag twice, and Dialogporten does not tell small letters from large/,
    ],
    ['a process that needs an escape', showing({ process: 'urn:a b' }), /a process that is not a URI of at most 255/],
    [
      'a file with a long name',
      showing({ attachments: [file('x'.repeat(256))] }),
      /more than 255 characters in the name of an attachment of the dialog/,
    ],
    [
      'a file with a long media type',
      showing({ attachments: [{ ...file('a'), mediaType: 'x'.repeat(256) }] }),
      /more than 255 characters in the media type of the attachment "a" of the dialog/,
    ],
    ['a language without text', showing({ title: { nb: 'a', nn: ' ', en: 'c' } }), /has no nn text for its title/],
    ['a resource that is none', { ...tally, serviceResource: 'tally' } as DialogDefinition, /has no service resource/],
    [
      'a context for nobody',
      withContext({ includeDialogParty: false }),
      /gives the context of the transmission "note" no party/,
    ],
    ['a context with a long tokenRef', withContext({ tokenRef: 'x'.repeat(51) }), /no tokenRef of 1 to 50 characters/],
    [
      'a context on a part that is a service',
      withContext({ additionalResourceAttribute: 'urn:altinn:resource:x' }),
      /an attribute that is no part of a service/,
    ],
    [
      'an activity that takes a scope which we do not have',
      reporting(activity('CorrespondenceOpened', serviceOwner)),
      /reports an activity of the type CorrespondenceOpened, and MASKINPORTEN_SCOPE lacks digdir:dialogporten.correspondence, by the change "count"/,
    ],
    [
      'a description that is too long',
      reporting(information(text('x'.repeat(256)), serviceOwner)),
      /more than 255 characters in the description of an activity/,
    ],
    [
      'a description of an activity that has none',
      reporting({ ...activity('FormSubmitted', serviceOwner), description: text('x') }),
      /reports an activity of the type FormSubmitted with a description/,
    ],
    [
      'an activity that only a description explains, without one',
      reporting({ kind: 'activity', type: 'Information', performedBy: serviceOwner }),
      /reports an activity of the type Information without a description/,
    ],
    [
      'a transmission that is not defined',
      reporting(transmission('receipt', serviceOwner)),
      /sends a transmission "receipt" that it does not define/,
    ],
    ['no example of a state', { ...tally, examples: [] } as DialogDefinition, /gives no example of its states/],
    [
      'a state that it does not know itself',
      { ...tally, read: () => undefined } as DialogDefinition,
      /does not read its own state again as it was stored/,
    ],
  ])('is refused for %s, by a sentence that names the rule', (_, definition, sentence) => {
    expect(() => checkDefinition(definition, { publicUrl })).toThrow(sentence);
  });

  it.each([
    ['names no part', {}, /gives the context of the transmission "note" no part of the service/],
    [
      'names another service and a part',
      { serviceResource: 'urn:altinn:resource:other', additionalResourceAttribute: 'note' },
      /both another service and a part of one/,
    ],
    [
      'names another party',
      { additionalResourceAttribute: 'note', parties: ['urn:altinn:organization:identifier-no:991825827'] },
      /other parties than the dialog's, and DIALOGPORTEN_AUTHORIZATION_CONTEXTS is false/,
    ],
  ])('is refused for a context that %s, where the platform understands attributes only', (_, fields, sentence) => {
    const definition = withContext(fields);
    expect(() => checkDefinition(definition, { publicUrl })).not.toThrow();
    expect(() => checkDefinition(definition, { publicUrl, transmissionAccess: 'attribute' })).toThrow(sentence);
    const onAPart = withContext({ additionalResourceAttribute: 'note' });
    expect(() => checkDefinition(onAPart, { publicUrl, transmissionAccess: 'attribute' })).not.toThrow();
  });

  it('stops the start', async () => {
    const two = showing({ guiActions: [button('a', 'Primary'), button('b', 'Primary')] });
    await expect(startWith([featureOf(two)])).rejects.toThrow(
      /^The definition of urn:altinn:resource:tally shows 2 Primary gui actions/,
    );
  });

  it('stops the start when its resource has a definition already', async () => {
    await expect(startWith([tallyFeature, featureOf(tally as DialogDefinition)])).rejects.toThrow(/second one/);
  });

  it('stops the start when its resource is not among ours', async () => {
    const ours = { DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:tally' };
    await expect(startWith([tallyFeature, newDialogFeature], ours)).rejects.toThrow(
      'The definition of urn:altinn:resource:new-dialog has a resource that DIALOGPORTEN_SERVICE_RESOURCES does not name',
    );
  });
});

describe('a dialog whose stored state no longer fits its definition', () => {
  let stage: TallyStage;
  let database: Pool;

  beforeAll(async () => {
    stage = await TallyStage.set({ WRITE_ACTION_TIMEOUT_MS: '10000' });
    await stage.addService();
    database = new Pool({ connectionString: stage.databaseUrl, max: 1 });
  }, 120_000);
  afterAll(async () => {
    await database.end();
    await stage.clear();
  });

  /** Whether another replica may take it. */
  const dueNow = async (id: string) => {
    const { rowCount } = await database.query('SELECT FROM dialogs WHERE id = $1 AND next_attempt_at <= now()', [id]);
    return rowCount;
  };

  const spoil = (id: string) => database.query(`UPDATE dialogs SET state = '{"state":"lost"}' WHERE id = $1`, [id]);

  it('is left to replicas that can read it, and harms no other', async () => {
    const [spoiled, healthy] = [await stage.open(), await stage.open()];
    stage.emulator.faults.set([{ match: '/dialogporten', status: 503 }]);
    expect((await stage.count(spoiled, { headers: { Prefer: 'respond-async' } })).status).toBe(202);
    await spoil(spoiled);
    stage.emulator.faults.clear();
    await problemIn(await stage.count(spoiled), 503, 'unavailable');
    await problemIn(
      await fetch(`${stage.services[0]!.url}/tallies/${spoiled}/embed`, {
        headers: { Authorization: `Bearer ${stage.token(spoiled)}` },
      }),
      503,
      'unavailable',
    );
    const told = `The state of dialog ${spoiled} does not fit the definition of ${tally.serviceResource}`;
    const lines = () => stage.services[0]!.log.filter((line) => line.includes(told) && line.includes('left to other'));
    await until(() => lines().length > 0, 20_000);
    await until(async () => (await dueNow(spoiled)) === 1);
    expect((await stage.count(healthy)).status).toBe(204);
    expect(stage.countedThere(spoiled)).toBe(0);
    expect(stage.countedThere(healthy)).toBe(1);
    expect(await stage.sql('SELECT FROM dialogs WHERE rejected_at IS NOT NULL')).toEqual([]);
  }, 120_000);
});
