import { agrees, instant, someText, uuid, uuidV7 } from '../agreement.js';
import { type Check, check } from '../check.js';
import {
  activity,
  apiAction,
  attachment,
  content,
  embed,
  embedType,
  guiAction,
  localized,
  minutesFromNow,
  newId,
  text,
  transmission,
} from '../samples.js';
import { sources } from '../sources.js';

const accepted: readonly [what: string, source: string, fields: Readonly<Record<string, unknown>>][] = [
  ['a property that it does not know', sources.json, { inventedHere: 1 }],
  ['a content of a kind that it does not know', sources.json, { content: content({ inventedHere: text('x') }) }],
  ['an action with a property that it does not know', sources.json, { guiActions: [guiAction({ inventedHere: 1 })] }],
  ['a status by its number', sources.json, { status: 3 }],
  ['a status in lower case', sources.json, { status: 'inprogress' }],
  ['a content without a summary', sources.createContentRules, { content: { title: text('Title') } }],
  ['a title without a media type', sources.contentValueRules, { content: { title: { value: localized('Title') } } }],
  [
    'a title with markup, as the text that it is',
    sources.contentValueRules,
    { content: content({ title: text('<b>x</b>') }) },
  ],
  [
    'a title of 255 UTF-16 code units',
    sources.localizationRules,
    { content: content({ title: text(`${'😀'.repeat(127)}x`) }) },
  ],
  [
    'additional information in markdown',
    sources.contentTypes,
    { content: content({ additionalInfo: text('*x*', 'text/markdown') }) },
  ],
  ['a sender’s name', sources.contentTypes, { content: content({ senderName: text('An agency') }) }],
  [
    'a title that is not sensitive',
    sources.contentTypes,
    { content: content({ nonSensitiveTitle: text('A letter') }) },
  ],
  ['an extended status as content', sources.contentTypes, { content: content({ extendedStatus: text('Waiting') }) }],
  ['an embed', sources.mediaTypes, { content: content({ mainContentReference: embed() }) }],
  [
    'an embed with query and fragment',
    sources.uriRules,
    { content: content({ mainContentReference: embed('https://provider.example/x?a=1#f') }) },
  ],
  [
    'an embed on this machine, by https',
    sources.uriRules,
    { content: content({ mainContentReference: embed('https://localhost:1/x') }) },
  ],
  [
    'an action that deletes',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ action: 'delete', httpMethod: 'DELETE', isDeleteDialogAction: true })] },
  ],
  [
    'an action that asks before it is done',
    sources.createGuiActionRules,
    { guiActions: [guiAction({ prompt: localized('Sure?') })] },
  ],
  ['an action of two words', sources.createGuiActionRules, { guiActions: [guiAction({ action: 'Read Me' })] }],
  [
    'an attachment without a name',
    sources.createAttachmentRules,
    { attachments: [attachment({ displayName: undefined })] },
  ],
  [
    'an attachment of an unheard-of media type',
    sources.createAttachmentUrlRules,
    { attachments: [{ urls: [{ url: 'https://provider.example/x', consumerType: 'Gui', mediaType: 'nonsense' }] }] },
  ],
  [
    '200 transmissions at once',
    sources.createRules,
    { transmissions: Array.from({ length: 200 }, () => transmission()) },
  ],
];

const statuses: readonly [given: string | undefined, shown: string][] = [
  [undefined, 'NotApplicable'],
  ['New', 'NotApplicable'],
  ['NotApplicable', 'NotApplicable'],
  ['InProgress', 'InProgress'],
  ['Draft', 'Draft'],
  ['Sent', 'Awaiting'],
  ['Awaiting', 'Awaiting'],
  ['RequiresAttention', 'RequiresAttention'],
  ['Completed', 'Completed'],
];

export const creating: readonly Check[] = [
  check(
    'answers 201 with the bare id, the bare revision as ETag, and no Location',
    sources.createEndpoint,
    async (world) => {
      const id = world.newId();
      const answer = await world.offer({ id });
      agrees(answer, { status: 201, contentType: 'application/json; charset=utf-8', body: id, etag: uuid });
      agrees(answer.headers.get('location') ?? undefined, undefined);
    },
  ),
  check('gives the dialog an id of its own when none is given', sources.create, async (world) => {
    agrees(await world.make({ id: undefined }), uuidV7);
  }),
  check('keeps the id that is given', sources.create, async (world) => {
    const id = newId();
    agrees(await world.make({ id }), id);
  }),
  check('shows as the revision what it gave as ETag', sources.createEndpoint, async (world) => {
    const id = world.newId();
    const { etag } = await world.offer({ id });
    agrees(await world.owner.get(`/dialogs/${id}`), { etag, body: { revision: etag } });
  }),
  check('keeps the ids that its parts are given', sources.create, async (world) => {
    const parts = {
      guiActions: [guiAction({ id: newId() })],
      apiActions: [apiAction({ id: newId() })],
      attachments: [attachment({ id: newId() })],
      transmissions: [transmission({ id: newId() })],
      activities: [activity({ id: newId() })],
    };
    agrees(await world.read(await world.make(parts)), parts);
  }),
  check('takes a dialog for APIs only without content', sources.createRules, async (world) => {
    await world.make({ isApiOnly: true, content: undefined });
  }),
  check('shows what it knows of a new dialog', sources.dialogDto, async (world) => {
    const { serviceResource, party } = world.platform;
    agrees(await world.read(await world.make()), {
      org: someText,
      serviceResource,
      serviceResourceType: someText,
      party,
      systemLabel: 'Default',
      isApiOnly: false,
      hasUnopenedContent: false,
      fromServiceOwnerTransmissionsCount: 0,
      fromPartyTransmissionsCount: 0,
      searchTags: [],
      attachments: [],
      transmissions: [],
      guiActions: [],
      apiActions: [],
      activities: [],
      seenSinceLastUpdate: [],
      seenSinceLastContentUpdate: [],
      isContentSeen: false,
      serviceOwnerContext: { serviceOwnerLabels: [], revision: uuid },
      endUserContext: { systemLabels: ['Default'], revision: uuid },
      deletedAt: undefined,
    });
  }),
  check('takes property names in any case', sources.json, async (world) => {
    const { serviceResource, party } = world.platform;
    const body = { ID: world.newId(), ServiceResource: serviceResource, PARTY: party, Content: content() };
    agrees(await world.owner.post('/dialogs', body), { status: 201, body: body.ID });
  }),
  ...accepted.map(([what, source, fields]) =>
    check(`takes ${what}`, source, async (world) => {
      await world.make(fields);
    }),
  ),
  ...statuses.map(([given, shown]) =>
    check(`shows ${given ? `the status ${given}` : 'no status'} as ${shown}`, sources.statusMapping, async (world) => {
      agrees(await world.read(await world.make({ status: given })), { status: shown });
    }),
  ),
  check('shows the earlier media type of embeds as the present one', sources.mediaTypes, async (world) => {
    const earlier = 'application/vnd.dialogporten.frontchannelembed+json;type=markdown';
    const id = await world.make({
      content: content({ mainContentReference: text('https://provider.example/x', earlier) }),
    });
    agrees(await world.read(id), { content: { mainContentReference: { mediaType: embedType } } });
  }),
  check('shows the language nb-NO as nb', sources.localizationRules, async (world) => {
    const title = { mediaType: 'text/plain', value: localized('Tittel', 'nb-NO') };
    const id = await world.make({ content: content({ title }) });
    agrees(await world.read(id), { content: { title: { value: [{ languageCode: 'nb', value: 'Tittel' }] } } });
  }),
  check('shows an instant with an offset as the same instant', sources.json, async (world) => {
    const id = await world.make({ dueAt: '2040-01-01T00:00:00+02:00' });
    agrees(await world.read(id), { dueAt: instant('2039-12-31T22:00:00Z') });
  }),
  check('keeps search tags and the labels of the service owner', sources.create, async (world) => {
    const id = await world.make({
      searchTags: [{ value: 'licence' }],
      serviceOwnerContext: { serviceOwnerLabels: [{ value: 'case-1' }] },
    });
    agrees(await world.read(id), {
      searchTags: [{ value: 'licence' }],
      serviceOwnerContext: { serviceOwnerLabels: [{ value: 'case-1' }] },
    });
  }),
  check('gives a GUI action GET when it has no method', sources.createDto, async (world) => {
    const { guiActions } = await world.read(await world.make({ guiActions: [guiAction()] }));
    agrees(guiActions, [{ id: uuid, httpMethod: 'GET', isDeleteDialogAction: false }]);
  }),
  check('takes a due date in the past when told to be silent', sources.create, async (world) => {
    await world.make({ dueAt: minutesFromNow(-60) }, { isSilentUpdate: 'true' });
  }),
  check(
    'takes a party that the register does not know',
    sources.partyRules,
    async (world) => {
      await world.make({ party: world.name('nameless actor') });
    },
    'nameless actor',
  ),
];
