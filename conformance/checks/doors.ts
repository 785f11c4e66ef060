import { agrees, refused, refusedWithoutBody } from '../agreement.js';
import { Caller } from '../caller.js';
import { type Check, check } from '../check.js';
import { newId, update } from '../samples.js';
import { sources } from '../sources.js';

export const doors: readonly Check[] = [
  check(
    'answers a caller without a token with 401, a challenge and no body',
    sources.authentication,
    async (world) => {
      const answer = await world.nobody.post('/dialogs', world.newDialog());
      refusedWithoutBody(answer, 401);
      agrees(answer.headers.get('www-authenticate'), /^Bearer\b/);
    },
    'authentication',
  ),
  check(
    'answers a token that is none with 401, invalid_token and no body',
    sources.authentication,
    async (world) => {
      const impostor = new Caller('somebody without a token', world.platform.url, 'serviceowner', async () => ({
        authorization: 'Bearer not-a-token',
      }));
      const answer = await impostor.get(`/dialogs/${newId()}`);
      refusedWithoutBody(answer, 401);
      agrees(answer.headers.get('www-authenticate'), /\berror="invalid_token"/);
    },
    'authentication',
  ),
  check(
    'answers a caller without a token at the end user API with 401 and no body',
    sources.authentication,
    async (world) => {
      refusedWithoutBody(await world.nobody.at('enduser').get(`/dialogs/${await world.make()}`), 401);
    },
    'authentication',
  ),
  check(
    'answers a token without the scope with 403 and no body',
    sources.scopes,
    async (world) => {
      refusedWithoutBody(await world.as('caller without scope').post('/dialogs', world.newDialog()), 403);
    },
    'caller without scope',
    'authentication',
  ),
  check(
    'answers a search without the scope for it with 403 and no body',
    sources.scopes,
    async (world) => {
      refusedWithoutBody(await world.as('owner without search').get('/dialogs'), 403);
    },
    'owner without search',
    'authentication',
  ),
  check(
    'lets a caller without the scope for searching do everything else',
    sources.scopes,
    async (world) => {
      const id = await world.make();
      agrees(await world.as('owner without search').get(`/dialogs/${id}`), { status: 200 });
    },
    'owner without search',
  ),
  check(
    'answers a service owner at the end user API with 403 and no body',
    sources.userTypes,
    async (world) => {
      refusedWithoutBody(await world.owner.at('enduser').get(`/dialogs/${await world.make()}`), 403);
    },
    'authentication',
  ),
  check(
    'answers an end user at the service owner API with 403 and no body',
    sources.userTypes,
    async (world) => {
      refusedWithoutBody(await world.as('user').at('serviceowner').post('/dialogs', world.newDialog()), 403);
    },
    'user',
    'authentication',
  ),
  check(
    'refuses a dialog for the service resource to another owner',
    sources.authorizer,
    async (world) => {
      const { serviceResource } = world.platform;
      const answer = await world.as('other owner').post('/dialogs', world.newDialog());
      refused(answer, 403, {
        Forbidden: `[${serviceResource}]`,
      });
    },
    'other owner',
    'resource register',
  ),
  ...(['get', 'put', 'delete'] as const).map((method) =>
    check(
      `hides a dialog from another owner’s ${method.toUpperCase()} as if it did not exist`,
      method === 'get' ? sources.getDialog : method === 'put' ? sources.update : sources.remove,
      async (world) => {
        const id = await world.make();
        const stranger = world.as('other owner');
        const path = `/dialogs/${id}`;
        const answer = method === 'put' ? await stranger.put(path, update()) : await stranger[method](path);
        refused(answer, 404, { DialogEntity: `was not found: (${id})` });
      },
      'other owner',
      'resource register',
    ),
  ),
  check('answers a route that does not exist with 404 and no body', sources.json, async (world) => {
    refusedWithoutBody(await world.owner.get('/no-such-route'), 404);
  }),
  check('answers a method that a route has not with 405 and no body', sources.json, async (world) => {
    refusedWithoutBody(await world.owner.delete('/dialogs'), 405);
  }),
];
