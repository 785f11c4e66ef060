import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ApiAnswers } from '../http/api-answers.decorator.js';
import { ApiLanguage } from '../http/api-language.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import type { Texts } from '../http/languages.js';
import { type Embed, paragraph, writeMarkdown } from './markdown.js';
import { type Reader, readerOf } from './reader.js';

/** Stands at the end of an embed that is not shown in full. */
const restTexts: Texts = {
  nb: 'Resten får ikke plass her. Du finner alt hos avsenderen.',
  nn: 'Resten får ikkje plass her. Du finn alt hos avsendaren.',
  en: 'There is no room for the rest here. The sender has all of it.',
};

type EmbedRequest = FastifyRequest & { embedReader: Reader };

@Injectable()
class EmbedInterceptor implements NestInterceptor<Embed | undefined, string | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<Embed | undefined>): Observable<string | undefined> {
    const http = context.switchToHttp();
    const request = http.getRequest<EmbedRequest>();
    const reader = (request.embedReader = readerOf(request));
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(map((tree) => answer(tree, reader, reply)));
  }
}

function answer(tree: Embed | undefined, { language, timeZone, askedForTimeZone }: Reader, reply: FastifyReply) {
  reply.header('Cache-Control', 'private, no-store').header('Vary', 'Origin, Authorization, Accept-Language, Prefer');
  if (tree === undefined) {
    reply.status(204);
    return undefined;
  }
  const markdown = writeMarkdown(tree, paragraph(restTexts[language]));
  reply.header('Content-Type', 'text/markdown; charset=utf-8').header('Content-Language', language);
  if (askedForTimeZone) reply.header('Preference-Applied', `timezone="${timeZone}"`);
  return markdown;
}

const headers = {
  'Content-Language': { $ref: '#/components/headers/Content-Language' },
  'Preference-Applied': {
    description: 'The zone that was asked for, where we know it (RFC 7240 §3)',
    schema: { type: 'string' },
  },
};

const content = {
  'text/markdown': { schema: { type: 'string' }, example: '### Søknad\n\nSøknaden er sendt.' },
};

/**
 * For handlers behind a front channel embed: they return what to show as a tree (see `markdown.ts`), or nothing, and get
 * whom they write for by {@link ForReader}. Language, headers and the limit of size are seen to here.
 */
export function Embeds(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseInterceptors(EmbedInterceptor),
    ApiLanguage(),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`timezone`: the zone in which times are written (RFC 7240)',
      example: 'timezone="Europe/Oslo"',
    }),
    ApiAnswers(
      { status: 200, description: 'What to show', headers, content },
      { status: 204, description: 'Nothing to show' },
    ),
    ApiProblems('not-found', 'gone'),
  );
}

/** Gives a handler the {@link Reader} that it writes for. */
export const ForReader = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<EmbedRequest>().embedReader,
);
