import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Paragraph } from 'mdast';
import { ApiAnswers, ApiLanguage, ApiProblems } from '../openapi/api-answers.decorators.js';
import type { Language } from '../http/languages.js';
import { type Embed, paragraph, writeMarkdown } from './markdown.js';
import { type Reader, readerOf } from './reader.js';

/** Stands at the end of an embed that is not shown in full. */
const rests: Readonly<Record<Language, Paragraph>> = {
  nb: paragraph('Resten får ikke plass her. Du finner alt hos avsenderen.'),
  nn: paragraph('Resten får ikkje plass her. Du finn alt hos avsendaren.'),
  en: paragraph('There is no room for the rest here. The sender has all of it.'),
};

type EmbedRequest = FastifyRequest & { embedReader?: Reader };

/** Begins the answer to a request: nothing to show, until the handler returns something. */
function begin(_: unknown, context: ExecutionContext): Reader {
  const http = context.switchToHttp();
  const request = http.getRequest<EmbedRequest>();
  return (request.embedReader ??= answerFor(readerOf(request), http.getResponse()));
}

/** Has the reply write the tree that it is sent. There is no interceptor, since RxJS would cost as much as the rest. */
function answerFor(reader: Reader, reply: FastifyReply): Reader {
  const { language, timeZone, askedForTimeZone } = reader;
  reply
    .status(204)
    .header('Cache-Control', 'private, no-store')
    .header('Vary', 'Origin, Authorization, Accept-Language, Prefer')
    .serializer((payload: Embed | string) => {
      // A problem is a text already.
      if (typeof payload === 'string') return payload;
      reply.status(200).header('Content-Type', 'text/markdown; charset=utf-8').header('Content-Language', language);
      if (askedForTimeZone) reply.header('Preference-Applied', `timezone="${timeZone}"`);
      return writeMarkdown(payload, rests[language]);
    });
  return reader;
}

/** Gives a handler the {@link Reader} that it writes for. */
export const ForReader = createParamDecorator(begin);

/** Whether a handler of a controller is one of {@link Embeds}: it has a reader to write for. */
export function isEmbedHandler(controller: object, name: string | symbol): boolean {
  const known = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as Record<string, { factory?: unknown }>;
  return Object.values(known ?? {}).some(({ factory }) => factory === begin);
}

/** Has a reader for every handler, one that does not ask for it included: as a parameter behind those that it has. */
function readByAll(target: object, key?: string | symbol): void {
  if (key === undefined) {
    const { prototype } = target as NewableFunction;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
      if (typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value))
        readByAll(prototype as object, name);
    }
    return;
  }
  if (isEmbedHandler(target.constructor, key)) return;
  const { length } = (target as Record<string | symbol, (...args: unknown[]) => unknown>)[key]!;
  ForReader()(target, key, length);
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
    readByAll,
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
