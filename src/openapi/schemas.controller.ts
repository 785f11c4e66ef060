import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageHeaders, writePage } from '../pages/html-page.js';
import { languageOf } from '../http/problem.filter.js';
import { Problem } from '../http/problem.js';
import { ApiDocument } from './documentation.js';
import { documentedEndpoints, schemaNamed } from './dialog-endpoint-schemas.js';
import { schemasPage } from './schemas-page.js';

const oneHour = 'public, max-age=3600';

/** Target of the api actions of a dialog: a page about the endpoints, and the JSON Schema of each body. */
@Controller('schemas')
@ApiExcludeController()
export class SchemasController {
  constructor(private readonly document: ApiDocument) {}

  @Get()
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const language = languageOf(request);
    const folder = /\/(\?|$)/.test(request.url) ? '' : 'schemas/';
    reply
      .headers({ ...pageHeaders, 'Cache-Control': oneHour, 'Content-Language': language, Vary: 'Accept-Language' })
      .send(writePage(schemasPage(documentedEndpoints(this.document.get()), { language, folder })));
  }

  @Get(':file')
  schema(@Param('file') file: string, @Res() reply: FastifyReply): void {
    const schema = schemaNamed(this.document.get(), file.replace(/\.json$/, ''));
    if (schema === undefined) throw new Problem('not-found');
    reply
      .headers({ 'Content-Type': 'application/schema+json', 'Cache-Control': oneHour })
      .send(JSON.stringify(schema, null, 2));
  }
}
