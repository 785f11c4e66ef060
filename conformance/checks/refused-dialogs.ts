import { refused, refusedWithoutBody } from '../agreement.js';
import { type Check, check } from '../check.js';
import { refusals } from '../refusals.js';
import { content, guiAction, minutesFromNow, text } from '../samples.js';
import { sources } from '../sources.js';

const htmlEmbed = 'application/vnd.dialogporten.frontchannelembed-url;type=text/html';
const inThePast = ['DueAt', 'ExpiresAt', 'VisibleFrom'] as const;

export const refusedDialogs: readonly Check[] = [
  ...refusals([
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
      'scopes',
    ],
    ['whose progress is a word', sources.json, { progress: 'abc' }, ['progress']],
    ['with an unknown status', sources.statusInput, { status: 'Nonsense' }, ['status']],
    ['with the status Open', sources.statusInput, { status: 'Open' }, ['status']],
    ['with the status Signing', sources.statusInput, { status: 'Signing' }, ['status']],
    ['with an instant that has no offset', sources.json, { dueAt: '2040-01-01T00:00:00' }, ['dueAt']],
  ]),
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
