import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { h } from 'hastscript';
import Negotiator from 'negotiator';
import { Settings } from '../config/settings.js';
import { pageHeaders, writePage } from '../pages/html-page.js';

const title = 'Service provider';
const description =
  'A Dialogporten service provider: it answers portals and the agency’s own systems, and has no pages of its own here.';

/** The answer at the service's own address. */
@ApiExcludeController()
@Controller()
export class RootController {
  constructor(private readonly settings: Settings) {}

  @Get()
  find(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object | string {
    const links = this.#links();
    const wanted = new Negotiator({ headers: { accept } }).mediaType(['application/json', 'text/html']);
    if (wanted !== 'text/html') {
      reply.header('Vary', 'Accept');
      return { description, links };
    }
    reply.headers({ ...pageHeaders, Vary: 'Accept' });
    const items = Object.entries(links).map(([name, href]) => h('li', h('a', { href }, name)));
    return writePage({
      language: 'en',
      title,
      body: [h('main', [h('h1', title), h('p', description), h('ul', items)])],
    });
  }

  /** Links to the other entry points, by what is found there; without those that have a port of their own. */
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
