import { type Complaints, refused } from '../agreement.js';
import { type Check, check } from '../check.js';
import { dialogParty, guiAction, inContext, transmission } from '../samples.js';
import { sources } from '../sources.js';

type Fields = Readonly<Record<string, unknown>>;

const organisation = 'urn:altinn:organization:identifier-no:991825827';
const at = (field: string) => `dto.guiActions[0].authorizationContext.${field}`;

const invalid: readonly [what: string, action: Fields, complaints: Complaints][] = [
  ['an action beside the context', inContext(dialogParty, { action: 'sign' }), ['dto.guiActions[0].action']],
  [
    'an authorization attribute beside the context',
    inContext(dialogParty, { authorizationAttribute: 'urn:altinn:task:x' }),
    ['dto.guiActions[0].authorizationAttribute'],
  ],
  ['neither action nor context', guiAction({ action: undefined }), ['dto.guiActions[0].action']],
  ['a context without any party', inContext({ parties: [], unauthorizedPresentation: 'Disabled' }), [at('parties')]],
  [
    'a context with four parties',
    inContext({
      ...dialogParty,
      parties: ['a', 'b', 'c', 'd'].map((name) => `urn:altinn:person:legacy-selfidentified:${name}`),
    }),
    [at('parties')],
  ],
  [
    'a context with a party twice',
    inContext({ ...dialogParty, parties: [organisation, organisation] }),
    [at('parties')],
  ],
  [
    'a context with a party whose number is wrong',
    inContext({ ...dialogParty, parties: ['urn:altinn:organization:identifier-no:1'] }),
    [at('parties[0]')],
  ],
  [
    'a context that does not say how to present it',
    inContext({ includeDialogParty: true }),
    [at('unauthorizedPresentation')],
  ],
  [
    'a context to be presented in an unknown way',
    inContext({ includeDialogParty: true, unauthorizedPresentation: 'Hidden' }),
    ['guiActions[0].authorizationContext.unauthorizedPresentation'],
  ],
  [
    'a context in a service resource without its prefix',
    inContext({ ...dialogParty, serviceResource: 'foo' }),
    [at('serviceResource')],
  ],
  [
    'a context whose additional attribute is a service resource',
    inContext({ ...dialogParty, additionalResourceAttribute: 'urn:altinn:resource:x' }),
    [at('additionalResourceAttribute')],
  ],
  ['a context with an empty action', inContext({ ...dialogParty, action: '' }), [at('action')]],
];

const accepted: readonly [what: string, context: Fields][] = [
  ['for the dialog’s own party', dialogParty],
  ['for another party', { parties: [organisation], unauthorizedPresentation: 'Disabled' }],
  ['with the presentation in lower case', { ...dialogParty, unauthorizedPresentation: 'disabled' }],
  ['in a task', { ...dialogParty, additionalResourceAttribute: 'urn:altinn:task:Task_1', action: 'sign' }],
  ['with a property that it does not know', { ...dialogParty, inventedHere: 1 }],
];

const known = 'authorization contexts';

/** How an authorization context may be given. */
export const contextRules: readonly Check[] = [
  ...invalid.map(([what, action, complaints]) =>
    check(
      `refuses ${what}`,
      sources.contextRules,
      async (world) => {
        refused(await world.offer({ guiActions: [action] }), 400, complaints);
      },
      known,
    ),
  ),
  check(
    'refuses an authorization attribute beside the context of a transmission',
    sources.contextRules,
    async (world) => {
      const given = transmission({ authorizationAttribute: 'secret', authorizationContext: dialogParty });
      refused(await world.offer({ transmissions: [given] }), 400, ['dto.transmissions[0].authorizationAttribute']);
    },
    known,
  ),
  check(
    'refuses a context in another owner’s service resource',
    sources.authorizer,
    async (world) => {
      const serviceResource = world.name('unowned resource');
      const answer = await world.offer({ guiActions: [inContext({ ...dialogParty, serviceResource })] });
      refused(answer, 403, { Forbidden: `[${serviceResource}]` });
    },
    known,
    'unowned resource',
    'resource register',
  ),
  ...accepted.map(([what, context]) =>
    check(
      `takes a context ${what}`,
      sources.contexts,
      async (world) => {
        await world.make({ guiActions: [inContext(context)] });
      },
      known,
    ),
  ),
];
