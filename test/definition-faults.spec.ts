import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { Pool } from 'pg';
import { createApp } from '../src/app.js';
import { loadSettings, localSettingsOf } from '../src/config/load-settings.js';
import { DialogEndpoint, RequireAction, RequireAnyAction, RequireEntity, RequireLevel } from 'nestjs-dialog-token';
import { checkDefinition } from '../src/dialogs/rules/definition-rules.js';
import type {
  ApiAction,
  Attachment,
  DialogDefinition,
  GuiAction,
  TransmissionView,
} from '../src/dialogs/dialog-definition.js';
import type { AuthorizationContext } from '../src/dialogporten/dialogporten-types.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import {
  activity,
  type Actor,
  correction,
  type HistoryEntry,
  information,
  largestAbout,
  serviceOwner,
  transmission,
} from '../src/dialogs/history.js';
import { Embeds } from '../src/embeds/embeds.decorator.js';
import { embed, paragraph } from '../src/embeds/markdown.js';
import { trustedMarkdown } from '../src/embeds/trusted-markdown.js';
import type { Feature } from '../src/feature.js';
import { FileEndpoint } from '../src/navigation/file-endpoint.decorator.js';
import { Problem } from '../src/http/problem.js';
import { createLogger } from '../src/logging/logger.js';
import { NavigationModule } from '../src/navigation/navigation.module.js';
import { WriteActions } from '../src/write-actions/write-actions.decorator.js';
import { newDialogFeature } from './new-dialog/src/index.js';
import { sharedDatabase } from './support/postgres.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import { TallyEmbedsController, TallyWriteActionsController } from './tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

const publicUrl = 'https://provider.example';
const started = 'started';
const text = (value: string) => ({ nb: value, nn: value, en: value });

const trees = (value: string) => {
  const tree = embed(paragraph(value));
  return { nb: tree, nn: tree, en: tree };
};

/** A tally that shows something else. */
function showing(view: Partial<ReturnType<typeof tally.view>>): DialogDefinition {
  return { ...tally, view: (dialog) => ({ ...tally.view(dialog as never), ...view }) } as DialogDefinition;
}

/** A tally whose changes put that into its history. */
function reporting(entry: HistoryEntry): DialogDefinition {
  return { ...tally, history: () => [entry] } as unknown as DialogDefinition;
}

/** A tally whose report is shown so. */
function withReport(view: Partial<TransmissionView>): DialogDefinition {
  return { ...tally, transmissions: { report: { ...tally.transmissions.report, ...view } } } as DialogDefinition;
}

/** A tally with a transmission that only some users may read. */
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

async function startWith(features: readonly Feature[], environment: Record<string, string> = {}): Promise<string> {
  const database = { NODE_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_URL: await sharedDatabase() };
  const settings = loadSettings({ ...database, ...environment }, localSettingsOf(features));
  const app = await createApp(settings, createLogger('silent'), features);
  await app.init().finally(() => app.close());
  return started;
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
      'a URL of another host that is not https',
      showing({ guiActions: [button('a', 'Primary', 'http://other.example/')] }),
      /gives the gui action "a" a URL that is no https URL/,
    ],
    [
      'an embed of another host',
      showing({ embed: { path: 'https://other.example/x', shows: 1 } }),
      /gives its embed a path that does not start with "\/"/,
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
      'a progress above 100',
      showing({ progress: 101 }),
      /shows a progress that is not a whole number from 0 to 100, in the state/,
    ],
    [
      'a preceding process without a process',
      showing({ precedingProcess: 'urn:case:1' }),
      /names a preceding process, and no process/,
    ],
    [
      'a preceding process that is no URI',
      showing({ process: 'urn:case:2', precedingProcess: 'no uri' }),
      /names a preceding process that is not a URI of at most 255 characters/,
    ],
    [
      'an expiry before the due date',
      showing({ dueAt: new Date(2), expiresAt: new Date(1) }),
      /expires before it is due/,
    ],
    [
      'a due date before it is visible',
      showing({ dueAt: new Date(1), visibleFrom: new Date(2) }),
      /is due before it is visible/,
    ],
    [
      'an expiry before it is visible',
      showing({ expiresAt: new Date(1), visibleFrom: new Date(2) }),
      /expires before it is visible/,
    ],
    [
      'a status for systems that is too long',
      showing({ extendedStatusCode: 'x'.repeat(256) }),
      /more than 255 characters in its extendedStatusCode/,
    ],
    [
      'a title for everybody that is too long',
      showing({ nonSensitiveTitle: text('x'.repeat(256)) }),
      /more than 255 characters in its nonSensitiveTitle/,
    ],
    [
      'more information than Dialogporten takes',
      showing({ additionalInfo: trees('x'.repeat(1_024)) }),
      /more than 1023 characters in its additionalInfo \(nb\)/,
    ],
    ['information that is empty', showing({ additionalInfo: trees('') }), /has no nb text for its additionalInfo/],
    [
      'a label that is too short',
      showing({ serviceOwnerLabels: ['ab'] }),
      /a service owner label that is not 3 to 255 characters long/,
    ],
    [
      'a label twice',
      showing({ serviceOwnerLabels: ['Team', 'team'] }),
      /has a service owner label twice, and Dialogporten does not tell small letters from large/,
    ],
    [
      'too many labels',
      showing({ serviceOwnerLabels: Array.from({ length: 21 }, (_, index) => `label-${index}`) }),
      /has more than 20 service owner labels/,
    ],
    [
      'a form of a file for no consumer',
      showing({ attachments: [{ ...file('a'), consumers: [] }] }),
      /gives the attachment "a" of the dialog a form for no consumer/,
    ],
    [
      'another form of a file that is not https',
      showing({ attachments: [{ ...file('a'), otherForms: [{ mediaType: 'x/y', path: () => 'ftp://a.example/' }] }] }),
      /gives the attachment "a" of the dialog a URL that is no https URL/,
    ],
    [
      'a long version of an api action',
      showing({ apiActions: [{ ...apiAction('a'), version: 'x'.repeat(256) }] }),
      /more than 255 characters in the version of the api action "a"/,
    ],
    [
      'an activity of a type that is no URI',
      reporting({ ...activity('FormSubmitted', serviceOwner), extendedType: 'no uri' }),
      /reports an activity with an extended type that is not a URI of at most 1023 characters/,
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
    [
      'a correction that takes a scope which we do not have',
      reporting(correction('first', {})),
      /corrects a transmission, and MASKINPORTEN_SCOPE lacks digdir:dialogporten.serviceprovider.changetransmissions, by/,
    ],
    [
      'a transmission about more than is kept of one',
      reporting(transmission('report', serviceOwner, { about: 'x'.repeat(largestAbout) })),
      /puts more than 8192 bytes into an entry of the history, by the change "count"/,
    ],
    [
      'a transmission with a long key',
      reporting(transmission('report', serviceOwner, { key: 'x'.repeat(101) })),
      /gives a transmission a key of more than 100 characters/,
    ],
    [
      'a transmission that it cannot read again',
      withReport({ about: () => undefined }),
      /does not read again what the transmission "report" is about/,
    ],
    [
      'a transmission with data that no example shows',
      { ...withReport({ about: (stored) => stored }), exampleChanges: [{ type: 'count' }] },
      /sends the transmission "report" by no example of an opening or change, and gives no example of what it is about/,
    ],
    [
      'a transmission whose own title is too long',
      withReport({ show: () => ({ title: text('x'.repeat(256)) }) }),
      /more than 255 characters in the title of the transmission "report"/,
    ],
    [
      'a transmission whose summary is too long',
      withReport({ summary: text('x'.repeat(256)) }),
      /more than 255 characters in the summary of the transmission "report"/,
    ],
    [
      'a transmission of a type that is no URI',
      withReport({ extendedType: 'no uri' }),
      /gives the transmission "report" an extended type that is not a URI of at most 1023 characters/,
    ],
    [
      'a transmission with a long reference',
      withReport({ externalReference: 'x'.repeat(256) }),
      /gives the transmission "report" an external reference of more than 255 characters/,
    ],
    [
      'a link of a transmission that is not https',
      withReport({ links: () => [{ title: text('a'), path: 'http://other.example/' }] }),
      /gives a link of the transmission "report" a URL that is no https URL/,
    ],
    [
      'a change whose history is told in no state',
      {
        ...tally,
        history: () => {
          throw new Error('never');
        },
      } as DialogDefinition,
      /tells no history of the change "count" in any of its example states/,
    ],
    ['no example of a state', { ...tally, examples: [] } as DialogDefinition, /gives no example of its states/],
    [
      'a state that it does not know itself',
      { ...tally, read: () => undefined } as DialogDefinition,
      /does not read its own state again as it was stored/,
    ],
    [
      'a change that none of its states allows',
      { ...tally, examples: [{ state: 'closed', count: 1 }], initial: () => ({ state: 'closed', count: 1 }) } as never,
      /allows the change "count" in none of its example states/,
    ],
    [
      'markdown that portals do not show',
      {
        ...tally,
        view: (dialog: never) => {
          const additionalInfo = trustedMarkdown('Les mer:\n\n<img src="x">');
          return {
            ...tally.view(dialog),
            additionalInfo: { nb: additionalInfo, nn: additionalInfo, en: additionalInfo },
          };
        },
      } as never,
      /cannot be shown in the state \{.*\}: the markdown has html, which portals do not show \(line 3\)/,
    ],
    [
      'an embed of a transmission on another host that is not https',
      withReport({ embed: () => 'http://other.example/' }),
      /gives the embed of the transmission "report" a URL that is no https URL/,
    ],
    [
      'a change whose state it reads in some cases only',
      {
        ...tally,
        apply: (state: Tally, change: TallyChange, ...asked: [Date, Actor]) => ({
          ...tally.apply(state, change, ...asked),
          ...(asked[0].getTime() > Date.now() && { count: null }),
        }),
      } as never,
      /does not read the state that comes of the change "count" in the state \{"state":"open","count":0\}: \{.*null/,
    ],
    [
      'an opening that fails',
      { ...tally, initial: (content: TallyContent) => ({ state: content.start!.toFixed() }) } as never,
      /fails at an opening with \{\}: Cannot read/,
    ],
    [
      'an opening that is never allowed',
      {
        ...tally,
        initial: () => {
          throw new Problem('conflict');
        },
      } as never,
      /is opened with \{\} at no time and by no one/,
    ],
    [
      'an opening that sends what it does not define',
      { ...tally, openingHistory: () => [transmission('letter', serviceOwner)] } as never,
      /sends a transmission "letter" that it does not define, by an opening/,
    ],
    [
      'an opening that corrects what was not sent',
      { ...tally, openingHistory: () => [correction('first', 1)] } as never,
      /corrects a transmission by an opening, before any is sent/,
    ],
    [
      'a change that fails',
      { ...tally, apply: () => (undefined as never as { a: { b: string } }).a.b } as never,
      /fails at the change "count" in the state \{"state":"open","count":0\}: Cannot read/,
    ],
    [
      'a change whose state it does not know',
      { ...tally, apply: () => ({ state: 'lost', count: 1 }) } as never,
      /does not read its own state again as it was stored: \{"state":"lost"/,
    ],
    [
      'two Primary buttons in a state that only a change makes',
      {
        ...tally,
        view: (dialog: { state: { count: number } }) => ({
          ...tally.view(dialog as never),
          ...(dialog.state.count === 2 && { guiActions: [button('a', 'Primary'), button('b', 'Primary')] }),
        }),
      } as never,
      /shows 2 Primary gui actions.*in the state \{"state":"open","count":2\}/,
    ],
  ])('is refused for %s, by a sentence that names the rule', (_, definition, sentence) => {
    expect(() => checkDefinition(definition, { publicUrl })).toThrow(sentence);
  });

  it.each<[string, DialogDefinition]>([
    ['of a transmission', withReport({ extendedType: 'REPORT' })],
    ['of an activity', reporting({ ...activity('FormSubmitted', serviceOwner), extendedType: 'forms/submitted' })],
  ])('may give an extended type %s that is a URI without a scheme', (_, definition) => {
    expect(() => checkDefinition(definition, { publicUrl })).not.toThrow();
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

/** A tally of that definition, with the routes of tallies and some besides. */
function served(definition: DialogDefinition, ...besides: readonly Type[]): Feature {
  @Module({
    imports: [DialogsModule.forFeature(definition), NavigationModule],
    controllers: [TallyWriteActionsController, TallyEmbedsController, ...besides],
  })
  class ServedModule {}
  return { ...tallyFeature, module: ServedModule };
}

@DialogEndpoint('tallies/:dialogId')
@WriteActions()
class MoreActionsController {
  @Post('sign')
  @RequireAction('sign', { resource: 'urn:altinn:task:signing' })
  @RequireLevel(4)
  sign(): void {}

  @Post('any')
  @RequireAnyAction('write', 'write,urn:altinn:task:counting')
  any(): void {}

  @Post('beyond')
  @RequireAction('write')
  @RequireLevel(5)
  beyond(): void {}

  @Get('document')
  @RequireAction('read')
  document(): void {}
}

@DialogEndpoint('tallies/:dialogId')
@Embeds()
class EntityEmbedsController {
  @Get('notes/:transmissionId')
  @RequireEntity(({ params }) => params['transmissionId'])
  note(): void {}
}

@Controller('tallies/:dialogId')
class OpenController {
  @Get('page')
  page(): void {}

  @Post('page')
  press(): void {}
}

@FileEndpoint('tallies/:dialogId/files')
class FilesController {
  @Get(':file')
  @RequireAction('read')
  file(): void {}
}

const tallyPath = '/tallies/0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const on = (path: string, fields: Partial<GuiAction> = {}): GuiAction => ({
  ...button('try', 'Primary', `${tallyPath}${path}`),
  action: 'write',
  ...fields,
});
const call = (path: string, fields: Partial<ApiAction> = {}): ApiAction => ({
  ...apiAction('try'),
  path: `${tallyPath}${path}`,
  ...fields,
});
const signing = { action: 'sign', authorizationAttribute: 'urn:altinn:task:signing', level: 4 } as const;

/** A tally with a transmission whose embed is there. */
function withNote(path: string, context?: Partial<AuthorizationContext>): DialogDefinition {
  const { transmissions, ...rest } = context === undefined ? (tally as DialogDefinition) : withContext(context);
  const note = { type: 'Information', title: text('Note'), ...transmissions['note'], embed: () => path };
  return { ...rest, transmissions: { ...transmissions, note } } as DialogDefinition;
}

describe('a definition that shows a URL of ours', () => {
  const shows = 'The definition of urn:altinn:resource:tally shows';
  const inState = ', in the state {"state":"open","count":0}';

  it.each<[string, DialogDefinition, string]>([
    [
      'a button whose path has no route',
      showing({ guiActions: [on('/nowhere')] }),
      `${shows} the gui action "try" with POST ${tallyPath}/nowhere, which leads to no route${inState}`,
    ],
    [
      'a button with another method than its route',
      showing({ guiActions: [on('/count', { httpMethod: 'DELETE' })] }),
      `${shows} the gui action "try" with DELETE ${tallyPath}/count, and the route there answers POST only${inState}`,
    ],
    [
      'a button with another action than its route',
      showing({ guiActions: [on('/count', { action: 'confirm' })] }),
      `${shows} the gui action "try" with POST ${tallyPath}/count, and its route (TallyWriteActionsController.count) asks for "write", not for "confirm"${inState}`,
    ],
    [
      'a button on the dialog as a whole, whose route asks for a part of it',
      showing({ guiActions: [on('/sign', { action: 'sign', level: 4 })] }),
      'asks for "sign,urn:altinn:task:signing", not for "sign"',
    ],
    [
      'a button without the level of its route',
      showing({ guiActions: [on('/sign', { ...signing, level: undefined } as never)] }),
      '(MoreActionsController.sign) asks for level 4, where the definition says no level',
    ],
    [
      'a button with a level that its route does not ask for',
      showing({ guiActions: [on('/count', { level: 4 })] }),
      'asks for no level, where the definition says level 4',
    ],
    [
      'a button whose route asks for a level that no user has',
      showing({ guiActions: [on('/beyond')] }),
      '(MoreActionsController.beyond) asks for level 5, which no user has',
    ],
    [
      'a button whose route takes no dialog token',
      showing({ guiActions: [on('/page')] }),
      '(OpenController.press) is not one of a @DialogEndpoint()',
    ],
    [
      'a button of another dialog',
      showing({ guiActions: [on('', { path: '/tallies/7/count' })] }),
      'would take it for that of another dialog',
    ],
    [
      'a link to a route that takes a dialog token',
      showing({ guiActions: [on('/document', { httpMethod: 'GET', action: 'read' })] }),
      '(MoreActionsController.document) asks for a token, which is not sent there',
    ],
    [
      'an api action with another action than its route',
      showing({ apiActions: [call('/add', { action: 'read' })] }),
      'the api action "try" with POST',
    ],
    [
      'a schema of an api action that there is none of',
      showing({ apiActions: [call('/add', { requestSchema: '/schemas/Nope.json' })] }),
      'shows the requestSchema of the api action "try" with GET /schemas/Nope.json, and no dialog endpoint takes or answers a body of that name',
    ],
    [
      'documentation of an api action that leads nowhere',
      showing({ apiActions: [call('/add', { documentation: '/manual' })] }),
      'shows the documentation of the api action "try" with GET /manual, which leads to no route',
    ],
    [
      'an embed whose route is none of embeds',
      showing({ embed: { path: `${tallyPath}/document`, shows: 1 } }),
      'its embed with GET',
    ],
    [
      'a file that no route serves',
      showing({ attachments: [file('a', `${tallyPath}/filed/a`)] }),
      `${shows} the attachment "a" with GET ${tallyPath}/filed/a, which leads to no route${inState}`,
    ],
    [
      'a file that a browser cannot open',
      showing({ attachments: [file('a', `${tallyPath}/document`)] }),
      'asks for a token, which a person who opens the file does not bring',
    ],
    [
      'the embed of a transmission that leads nowhere',
      withNote(`${tallyPath}/noted`),
      `${shows} the embed of the transmission "note" with GET ${tallyPath}/noted, which leads to no route`,
    ],
  ])('does not start with %s', async (_, definition, sentence) => {
    const feature = served(definition, MoreActionsController, OpenController, FilesController);
    await expect(startWith([feature])).rejects.toThrow(sentence);
  });

  it('does not start with a transmission for every reader whose route asks for an entity', async () => {
    const note = withNote(`${tallyPath}/reports/${tallyPath.slice(-36)}`);
    await expect(startWith([served(note, EntityEmbedsController)])).resolves.toBe(started);
    const other = withNote(`${tallyPath}/notes/${tallyPath.slice(-36)}`);
    await expect(startWith([served(other, EntityEmbedsController)])).rejects.toThrow(
      '(EntityEmbedsController.note) asks for an entity that the token does not list, not for read',
    );
    const listed = withNote(`${tallyPath}/notes/${tallyPath.slice(-36)}`, {});
    await expect(startWith([served(listed, EntityEmbedsController)])).resolves.toBe(started);
  });

  it('starts where all of them lead to what they say', async () => {
    const definition = showing({
      guiActions: [
        on('/sign', signing),
        on('/any', { name: 'any', priority: 'Secondary' }),
        on('/page', { name: 'page', priority: 'Tertiary', httpMethod: 'GET', action: 'read' }),
      ],
      apiActions: [call('/add', { documentation: '/schemas', requestSchema: '/schemas/AddDto.json' })],
      attachments: [file('a', `${tallyPath}/files/a?as=pdf`)],
    });
    const feature = served(definition, MoreActionsController, OpenController, FilesController);
    await expect(startWith([feature])).resolves.toBe(started);
  });

  it('is told of all that is wrong at once', async () => {
    const definition = showing({ guiActions: [on('/a'), on('/b', { name: 'other', priority: 'Secondary' })] });
    await expect(startWith([served(definition)])).rejects.toThrow(
      /\/a, which leads to no route.*\nThe definition of urn:altinn:resource:tally shows .*\/b, which leads to no route/,
    );
  });
});

describe('a dialog whose stored state no longer fits its definition', () => {
  let stage: TallyStage;
  let database: Pool;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    database = new Pool({ connectionString: stage.databaseUrl, max: 1 });
  });
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
    await until(() => lines().length > 0);
    await until(async () => (await dueNow(spoiled)) === 1);
    expect((await stage.count(healthy)).status).toBe(204);
    expect(stage.countedThere(spoiled)).toBe(0);
    expect(stage.countedThere(healthy)).toBe(1);
    expect(await stage.sql('SELECT FROM dialogs WHERE rejected_at IS NOT NULL')).toEqual([]);
  });
});
