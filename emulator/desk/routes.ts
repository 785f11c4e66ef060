import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import { htmlOf } from '../portal/routes.js';
import { Desk } from './desk.js';
import type { DeskOptions } from './desk-options.js';
import { deskPage } from './desk-page.js';

interface ChangePath {
  Params: { dialogId: string; change: string };
}

/** The service owner's desk: a page whose buttons call the service from here, since a browser holds no such token. */
export function deskRoutes(platform: Platform, options: DeskOptions) {
  const desk = new Desk(platform, options);

  return async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_request: unknown, body: string | Buffer) => new URLSearchParams(String(body)),
    );
    app.get('/desk', async (_request, reply) => {
      const dialogs = await desk.dialogs().catch(() => undefined);
      const delivered = (id: string) => platform.dialogs.get(id);
      const page = deskPage({ policy: platform.policy, desk, dialogs, delivered });
      desk.lastOutcome = undefined;
      return htmlOf(reply, page);
    });

    // For calls by hand, without a signed assertion for Maskinporten.
    app.get('/desk/token', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { access_token: await desk.token() };
    });

    app.post('/desk/dialogs', async (request, reply) => {
      const form = formOf(request);
      return afterwards(reply, desk, desk.open(form.get('party') ?? '', form.get('externalReference')?.trim() ?? ''));
    });

    app.post<ChangePath>('/desk/dialogs/:dialogId/changes/:change', async (request, reply) => {
      const form = formOf(request);
      const change = options.changes[Number(request.params.change)];
      if (!change) throw new PlatformProblem(404);
      return afterwards(reply, desk, desk.change(request.params.dialogId, change, Number(form.get('choice')), form));
    });
  };
}

async function afterwards(reply: FastifyReply, desk: Desk, work: Promise<void>): Promise<FastifyReply> {
  await work.catch(() => {
    desk.lastOutcome = 'The service does not answer.';
  });
  return reply.redirect('/desk', 303);
}

function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}
