import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { accessibleDialog } from '../end-user/dialog-access.js';
import type { Platform } from '../platform.js';
import { bundle } from './bundle.js';
import { directory } from './directory.js';
import { explain } from './explanation.js';

const document = `<!doctype html>
<html lang="nb" data-color-scheme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Innboks</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/portal.css">
<script type="module" src="/assets/portal.js"></script>
</head>
<body></body>
</html>
`;

/** Nothing but our own code runs; it may call any provider, as the real portal may. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  "font-src 'self'",
  'connect-src http: https:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The portal: one page at every path. */
export function portalRoutes() {
  return async (app: FastifyInstance): Promise<void> => {
    for (const path of ['/', '/portal', '/portal/*', '/inbox/*']) {
      app.get(path, async (_request, reply) => htmlOf(reply, document));
    }
    app.get<{ Params: { name: string } }>('/assets/:name', async ({ params: { name } }, reply) => {
      const asset = (await bundle()).get(name);
      if (asset === undefined) return reply.callNotFound();
      return reply
        .type(mediaTypes[extname(name)] ?? 'application/octet-stream')
        .header('cache-control', 'no-cache')
        .send(asset);
    });
  };
}

/** Requests of the portal that no real platform answers: under `/emulator/`, where no fault strikes. */
export function portalControlRoutes(platform: Platform) {
  const { policy, requests } = platform;
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/directory', async () => ({ ...directory(policy), hasDesk: platform.desk !== undefined }));

    app.get<{ Params: { personaId: string; dialogId: string } }>(
      '/personas/:personaId/dialogs/:dialogId',
      async ({ params: { personaId, dialogId } }, reply) => {
        const persona = policy.personas.find(({ id }) => id === personaId);
        if (!persona) return reply.callNotFound();
        const { dialog, granted } = accessibleDialog(platform, persona, dialogId);
        return {
          actions: explain(policy, persona, dialog, granted),
          requests: requests
            .list()
            .filter(({ path }) => path.includes(dialog.id) && path.includes('/serviceowner/'))
            .slice(-mostRequests),
        };
      },
    );
  };
}

const mostRequests = 10;

/** Sends a page of the stand-in's. */
export function htmlOf(reply: FastifyReply, markup: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .send(markup);
}
