import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import Negotiator from 'negotiator';
import { Settings } from '../config/settings.js';

const description =
  'A Dialogporten service provider: it answers portals and the agency’s own systems, and has no pages of its own here.';

/** What somebody finds who opens the service's address in a browser, or calls it. */
@ApiExcludeController()
@Controller()
export class RootController {
  constructor(private readonly settings: Settings) {}

  @Get()
  find(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object | string {
    reply.header('Vary', 'Accept');
    const links = this.#links();
    const wanted = new Negotiator({ headers: { accept } }).mediaType(['application/json', 'text/html']);
    if (wanted !== 'text/html') return { description, links };
    reply.type('text/html; charset=utf-8').header('Content-Security-Policy', "default-src 'none'");
    return page(links);
  }

  /** Where to look next, by what is found there; what has a port of its own is not for everybody. */
  #links(): Record<string, string> {
    const { PUBLIC_URL, DIALOGPORTEN_BASE_URL, OPERATIONS_PORT } = this.settings;
    const { hostname, origin } = new URL(DIALOGPORTEN_BASE_URL);
    const isStandIn = hostname === 'localhost' || hostname.endsWith('.localhost');
    return {
      ...(isStandIn && { 'the portal of the stand-in platform': `${origin}/` }),
      ...(OPERATIONS_PORT === undefined && {
        'the API': `${PUBLIC_URL}/docs`,
        'the API as OpenAPI': `${PUBLIC_URL}/docs-json`,
        'whether it is ready': `${PUBLIC_URL}/health/ready`,
      }),
    };
  }
}

function page(links: Readonly<Record<string, string>>): string {
  const items = Object.entries(links).map(([name, url]) => `<li><a href="${encodeURI(url)}">${name}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Service provider</title></head>
<body>
<main>
<h1>Service provider</h1>
<p>${description}</p>
<ul>${items.join('')}</ul>
</main>
</body>
</html>
`;
}
