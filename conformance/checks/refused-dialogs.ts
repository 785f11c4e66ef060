import { type Complaints, refused, refusedWithoutBody } from '../agreement.js';
import { type Check, check } from '../check.js';
import {
  apiAction,
  attachment,
  content,
  embed,
  guiAction,
  guiActions,
  localized,
  minutesFromNow,
  newId,
  text,
  transmission,
} from '../samples.js';
import { sources } from '../sources.js';

type Fields = Readonly<Record<string, unknown>>;
type Refused = readonly [what: string, source: string, fields: Fields, complaints: Complaints];

const htmlEmbed = 'application/vnd.dialogporten.frontchannelembed-url;type=text/html';
const repeated = newId();

const mediaTypes: readonly [kind: string, mediaType: string, value?: string][] = [
  ['title', 'text/markdown'],
  ['summary', 'text/markdown'],
  ['senderName', 'text/markdown'],
  ['nonSensitiveTitle', 'text/markdown'],
  ['extendedStatus', 'text/markdown'],
  ['additionalInfo', 'text/html'],
  ['mainContentReference', 'text/plain'],
  ['mainContentReference', 'application/vnd.dialogporten.frontchannelembed-url', 'https://provider.example/x'],
  [
    'mainContentReference',
    'application/vnd.dialogporten.frontchannelembed-url; type=text/markdown',
    'https://provider.example/x',
  ],
];

const invalid: readonly Refused[] = [
  ['without content', sources.createRules, { content: null }, ['dto.content']],
  ['without a title', sources.createContentRules, { content: { summary: text('x') } }, ['dto.content']],
  [
    'with a title in no language',
    sources.contentValueRules,
    { content: { title: { value: [] } } },
    ['dto.content.value'],
  ],
  [
    'with a title of 256 characters',
    sources.localizationRules,
    { content: content({ title: text('x'.repeat(256)) }) },
    ['dto.content.value[0].value'],
  ],
  [
    'with a title of 128 emoji, which are 256 UTF-16 code units',
    sources.localizationRules,
    { content: content({ title: text('😀'.repeat(128)) }) },
    ['dto.content.value[0].value'],
  ],
  [
    'with a summary of 256 characters',
    sources.localizationRules,
    { content: content({ summary: text('x'.repeat(256)) }) },
    ['dto.content.value[0].value'],
  ],
  [
    'with an unknown language',
    sources.localizationRules,
    { content: content({ title: { value: localized('x', 'xx') } }) },
    ['dto.content.value[0].languageCode'],
  ],
  [
    'with the language no',
    sources.localizationRules,
    { content: content({ title: { value: localized('x', 'no') } }) },
    ['dto.content.value[0].languageCode'],
  ],
  [
    'with an embed that is empty',
    sources.contentValueRules,
    { content: content({ mainContentReference: embed('') }) },
    ['dto.content.value[0].value'],
  ],
  ...['http://provider.example/x', 'http://localhost/x', 'ftp://provider.example/x', '/relative', 'not a url'].map(
    (url): Refused => [
      `with an embed at ${url}`,
      sources.uriRules,
      { content: content({ mainContentReference: embed(url) }) },
      ['dto.content.value[0].value'],
    ],
  ),
  [
    'with an embed whose URL has more than 1023 characters',
    sources.localizationRules,
    { content: content({ mainContentReference: embed(`https://provider.example/${'x'.repeat(1000)}`) }) },
    ['dto.content.value[0].value'],
  ],
  ...mediaTypes.map(([kind, mediaType, value = 'x']): Refused => [
    `whose ${kind} is ${mediaType}`,
    sources.contentTypes,
    { content: content({ [kind]: text(value, mediaType) }) },
    ['dto.content.mediaType'],
  ]),
  [
    'with a party whose number is wrong',
    sources.partyRules,
    { party: 'urn:altinn:person:identifier-no:12345678901' },
    ['dto.party'],
  ],
  [
    'for a service resource without its prefix',
    sources.createRules,
    { serviceResource: 'some-service' },
    ['dto.serviceResource'],
  ],
  ['with a progress of -1', sources.createRules, { progress: -1 }, ['dto.progress']],
  ['with a progress of 101', sources.createRules, { progress: 101 }, ['dto.progress']],
  [
    'whose external reference has more than 255 characters',
    sources.createRules,
    { externalReference: 'x'.repeat(1024) },
    ['dto.externalReference'],
  ],
  ['whose process is not a URI', sources.createRules, { process: 'not a uri' }, ['dto.process']],
  [
    'that expires before it is due',
    sources.createRules,
    { dueAt: '2042-01-01T00:00:00Z', expiresAt: '2041-01-01T00:00:00Z' },
    ['dto.expiresAt'],
  ],
  [
    'that is due before it is visible',
    sources.createRules,
    { dueAt: '2042-01-01T00:00:00Z', visibleFrom: '2043-01-01T00:00:00Z' },
    ['dto.dueAt'],
  ],
  [
    'with a search tag of 2 characters',
    sources.createSearchTagRules,
    { searchTags: [{ value: 'ab' }] },
    ['dto.searchTags[0].value'],
  ],
  [
    'with a search tag of 64 characters',
    sources.createSearchTagRules,
    { searchTags: [{ value: 'x'.repeat(64) }] },
    ['dto.searchTags[0].value'],
  ],
  [
    'with a service owner label of 2 characters',
    sources.createLabelRules,
    { serviceOwnerContext: { serviceOwnerLabels: [{ value: 'ab' }] } },
    ['dto.serviceOwnerContext.serviceOwnerLabels[0].value'],
  ],
  ['with two primary actions', sources.createRules, { guiActions: guiActions('Primary', 2) }, ['dto.guiActions']],
  ['with two secondary actions', sources.createRules, { guiActions: guiActions('Secondary', 2) }, ['dto.guiActions']],
  ['with six tertiary actions', sources.createRules, { guiActions: guiActions('Tertiary', 6) }, ['dto.guiActions']],
  [
    'with an action at an http URL',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ url: 'http://provider.example' })] },
    ['dto.guiActions[0].url'],
  ],
  [
    'with an action that has no title',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ title: undefined })] },
    ['dto.guiActions[0].title'],
  ],
  [
    'with an action whose name and title are empty',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ action: '', title: localized('') })] },
    ['dto.guiActions[0].action', 'dto.guiActions[0].title[0].value'],
  ],
  [
    'with an action that has no priority',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ priority: undefined })] },
    ['dto.guiActions[0].priority'],
  ],
  [
    'with an action by PUT',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ httpMethod: 'PUT' })] },
    ['dto.guiActions[0].httpMethod'],
  ],
  [
    'with an authorization attribute of two words',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ authorizationAttribute: 'two words' })] },
    ['dto.guiActions[0].authorizationAttribute'],
  ],
  [
    'with an API action at an http URL',
    sources.createEndpointRules,
    { apiActions: [apiAction({ endpoints: [{ url: 'http://provider.example', httpMethod: 'GET' }] })] },
    ['dto.apiActions[0].endpoints[0].url'],
  ],
  [
    'with an API action without endpoints',
    sources.createApiActionRules,
    { apiActions: [apiAction({ endpoints: [] })] },
    ['dto.apiActions[0].endpoints'],
  ],
  [
    'with an attachment at an http URL',
    sources.createAttachmentUrlRules,
    { attachments: [attachment({ urls: [{ url: 'http://provider.example/a.pdf', consumerType: 'Gui' }] })] },
    ['dto.attachments[0].urls[0].url'],
  ],
  [
    'with an attachment without URLs',
    sources.createAttachmentRules,
    { attachments: [attachment({ urls: [] })] },
    ['dto.attachments[0].urls'],
  ],
  [
    'with a transmission that has an id twice',
    sources.listRules,
    { transmissions: [transmission({ id: repeated }), transmission({ id: repeated })] },
    ['dto.transmissions'],
  ],
  [
    'with a transmission whose title is markdown',
    sources.transmissionContentTypes,
    { transmissions: [transmission({ content: content({ title: text('x', 'text/markdown') }) })] },
    ['dto.transmissions[0].content.mediaType'],
  ],
  [
    'with a transmission whose embed is plain text',
    sources.transmissionContentTypes,
    { transmissions: [transmission({ content: content({ contentReference: text('x') }) })] },
    ['dto.transmissions[0].content.mediaType'],
  ],
  ['whose progress is a word', sources.json, { progress: 'abc' }, ['progress']],
  ['with an unknown status', sources.statusInput, { status: 'Nonsense' }, ['status']],
  ['with the status Open', sources.statusInput, { status: 'Open' }, ['status']],
  ['with the status Signing', sources.statusInput, { status: 'Signing' }, ['status']],
  ['with an instant that has no offset', sources.json, { dueAt: '2040-01-01T00:00:00' }, ['dueAt']],
];

const inThePast = ['DueAt', 'ExpiresAt', 'VisibleFrom'] as const;

export const refusedDialogs: readonly Check[] = [
  ...invalid.map(([what, source, fields, complaints]) =>
    check(`refuses a dialog ${what}`, source, async (world) => {
      refused(await world.offer(fields), 400, complaints);
    }),
  ),
  check(
    'refuses a dialog with an HTML embed without the scope for it',
    sources.mediaTypes,
    async (world) => {
      const mainContentReference = text('https://provider.example/x', htmlEmbed);
      const answer = await world.offer({ content: content({ mainContentReference }) });
      refused(answer, 400, ['dto.content.mediaType']);
    },
    'scopes',
  ),
  ...inThePast.map((field) =>
    check(
      `refuses a dialog whose ${field} is in the past`,
      sources.create,
      async (world) => {
        const name = field.charAt(0).toLowerCase() + field.slice(1);
        const answer = await world.offer({ [name]: minutesFromNow(-60) });
        refused(answer, 422, [field]);
      },
      'scopes',
    ),
  ),
  check('refuses a body that is no JSON', sources.problems, async (world) => {
    refused(await world.owner.post('/dialogs', '{"x":'), 400, ['x']);
  }),
  check('refuses another content type than JSON with 415 and no body', sources.json, async (world) => {
    const headers = { 'content-type': 'text/plain' };
    refusedWithoutBody(await world.owner.post('/dialogs', world.newDialog(), { headers }), 415);
  }),
  check(
    'refuses a dialog for another owner’s service resource',
    sources.authorizer,
    async (world) => {
      const serviceResource = world.name('unowned resource');
      const answer = await world.offer({ serviceResource });
      refused(answer, 403, {
        Forbidden: `[${serviceResource}]`,
      });
    },
    'unowned resource',
    'resource register',
  ),
  check(
    'refuses a dialog for a service resource that does not exist',
    sources.authorizer,
    async (world) => {
      const serviceResource = 'urn:altinn:resource:conformance-nobody-owns-this';
      const answer = await world.offer({ serviceResource });
      refused(answer, 422, ['ServiceResource']);
    },
    'resource register',
  ),
  check(
    'refuses an action within another owner’s service resource',
    sources.authorizer,
    async (world) => {
      const authorizationAttribute = world.name('unowned resource');
      const answer = await world.offer({ guiActions: [guiAction({ authorizationAttribute })] });
      refused(answer, 403, { Forbidden: `[${authorizationAttribute}]` });
    },
    'unowned resource',
    'resource register',
  ),
];
