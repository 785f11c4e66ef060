import { randomUUID } from 'node:crypto';
import type { Check } from '../check.js';
import { type Refused, refusals } from '../refusals.js';
import {
  activity,
  apiAction,
  attachment,
  content,
  guiAction,
  guiActions,
  localized,
  newId,
  text,
  transmission,
} from '../samples.js';
import { sources } from '../sources.js';

const repeated = newId();

const unfitIds = [
  ['guiActions', sources.createGuiActionRules, guiAction],
  ['apiActions', sources.createApiActionRules, apiAction],
  ['attachments', sources.createAttachmentRules, attachment],
  ['transmissions', sources.createTransmissionRules, transmission],
  ['activities', sources.createActivityRules, activity],
] as const;

/** Actions, attachments and other parts of a dialog as they must not be. */
export const refusedParts: readonly Check[] = refusals([
  ...unfitIds.map(([kind, source, part]): Refused => [
    `whose ${kind} have an id that is no UUIDv7`,
    source,
    { [kind]: [part({ id: randomUUID() })] },
    [`dto.${kind}[0].id`],
  ]),
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
]);
