import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { named } from '../http/named.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import { subjectOf } from './id-porten.js';
import { acrOf } from './login-level.js';
import { loginPage, peopleIn } from './login-page.js';

const prefix = '/idporten';

/** ID-porten: its own login page, and the rest by oidc-provider. */
export function idPortenRoutes({ idPorten, policy }: Platform) {
  const { personas } = policy;

  return async (app: FastifyInstance): Promise<void> => {
    const interactions = named('idporten-interactions', async (interaction) => {
      interaction.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        async (_request: unknown, body: string | Buffer) => new URLSearchParams(String(body)),
      );

      interaction.get('/interaction/:uid', async ({ raw }, reply) => {
        const provider = await idPorten.provider;
        const { params, uid } = await provider.interactionDetails(raw, reply.raw);
        reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
        return loginPage(personas, `${prefix}/interaction/${uid}`, params['acr_values']);
      });

      interaction.post('/interaction/:uid', async (request, reply) => {
        const chosen = (request.body as URLSearchParams).get('persona');
        const provider = await idPorten.provider;
        const { params } = await provider.interactionDetails(request.raw, reply.raw);
        const persona = peopleIn(personas, params['acr_values']).find(({ id }) => id === chosen);
        if (persona === undefined) throw new PlatformProblem(400, { persona: ['must be the id of a person'] });
        hijack(request, reply);
        const login = { accountId: subjectOf(persona), acr: acrOf(persona) };
        await provider.interactionFinished(request.raw, reply.raw, { login }, { mergeWithLastSubmission: false });
      });
    });

    const others = named('idporten-others', async (rest) => {
      rest.removeAllContentTypeParsers();
      rest.addContentTypeParser('*', (_request, _body, done) => done(null));
      rest.all('/*', async (request, reply) => {
        const provider = await idPorten.provider;
        hijack(request, reply);
        const raw: IncomingMessage & { originalUrl?: string } = request.raw;
        raw.originalUrl = raw.url!;
        raw.url = raw.url!.slice(prefix.length);
        await provider.callback()(raw, reply.raw);
      });
    });

    await app.register(interactions);
    await app.register(others);
  };
}

/** Leaves the answer to oidc-provider; the request log hears of it all the same. */
function hijack(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  reply.raw.once('finish', () => request.answered?.(reply.raw.statusCode));
}
