import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiResponse } from '@nestjs/swagger';

/** The largest body that a route takes which says nothing of it, in KiB. */
export const usualKibibytes = 64;

/** The largest body that a request may have, in bytes. */
export function bodyLimitOf({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): number {
  return (routeOptions.config.bodyKibibytes ?? usualKibibytes) * 1024;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types of JSON that a route takes besides `application/json`. */
    mediaTypes?: readonly string[];
  }

  interface FastifyRequest {
    /** The length of the body that has been read, in bytes. */
    bodyLength: number;
  }
}

const json = 'application/json';
const somethingElse = 'application/octet-stream';

/** No type of ours is longer. */
const longestType = 200;

/** `charset=utf-8` and any other parameter; another charset is none that JSON is exchanged in (RFC 8259 §8.1). */
const charset = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i;

type TooMuch = 'payload-too-large' | 'unsupported-media-type';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Has the server read JSON in UTF-8, and nothing else: `application/json`, or what the `mediaTypes` of a route name. Without a
 * body its type means nothing, however it is written: an empty `StringContent` of .NET is `text/plain`. Other encodings are
 * refused rather than replaced.
 */
export function readJsonBodies(server: FastifyInstance): void {
  const parser = server.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, text: string) =>
    new Promise((resolve, reject) => {
      void parser(request, text, (error, value: unknown) => (error === null ? resolve(value) : reject(error)));
    });
  server.decorateRequest('bodyLength', 0);
  server.addHook('onRequest', ({ raw: { headers }, routeOptions }, _reply, done) => {
    nameType(headers, routeOptions.config.mediaTypes ?? []);
    done();
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(json, async (request: FastifyRequest, payload: Readable) => {
    const body = await read(payload, request, bodyLimitOf(request), 'payload-too-large');
    return body.length === 0 ? undefined : parse(request, textOf(body));
  });
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) => {
    await read(payload, request, 0, 'unsupported-media-type');
  });
}

/** Names the type of a body in one of three ways: JSON, something else, or not at all, as where there is no body. */
function nameType(headers: IncomingHttpHeaders, others: readonly string[]): void {
  const type = headers['content-type'];
  if (type === undefined) return;
  if (isJson(type, [json, ...others])) headers['content-type'] = json;
  else if (hasBody(headers)) headers['content-type'] = somethingElse;
  else delete headers['content-type'];
}

/** Whether a body is announced (RFC 9112 §6.3); one that comes in chunks may be empty. */
export function hasBody({ 'content-length': length, 'transfer-encoding': coding }: IncomingHttpHeaders): boolean {
  return coding !== undefined || (length !== undefined && Number(length) !== 0);
}

function isJson(type: string, mediaTypes: readonly string[]): boolean {
  if (type.length > longestType) return false;
  const [mediaType = '', ...parameters] = type.split(';');
  if (!mediaTypes.includes(mediaType.trim().toLowerCase())) return false;
  return parameters.every((parameter) => /^utf-?8$/i.test(charset.exec(parameter)?.[1] ?? 'utf-8'));
}

/**
 * Reads a body into memory of its own length: the chunks that it came in may be a byte each, each of which takes a
 * hundred. An unknown route does not wait for a body.
 *
 * @throws Problem `tooMuch` when there is more than the limit; the rest is not kept.
 */
function read(payload: Readable, request: FastifyRequest, limit: number, tooMuch: TooMuch): Promise<Buffer> {
  if (request.is404) return Promise.resolve(Buffer.alloc(0));
  if (Number(request.headers['content-length']) > limit) return Promise.reject(new Problem(tooMuch));
  return new Promise((resolve, reject) => {
    let body: Buffer = Buffer.alloc(0);
    let length = 0;
    const onData = (chunk: Buffer) => {
      if (length + chunk.length > limit) {
        payload.off('data', onData);
        reject(new Problem(tooMuch));
        return;
      }
      if (length + chunk.length > body.length) body = grown(body, length + chunk.length, limit);
      chunk.copy(body, length);
      length += chunk.length;
    };
    payload.on('data', onData).once('error', reject);
    payload.once('end', () => {
      request.bodyLength = length;
      resolve(body.subarray(0, length));
    });
  });
}

function grown(body: Buffer, needed: number, limit: number): Buffer {
  const larger = Buffer.alloc(Math.min(limit, Math.max(needed, body.length * 2, 1_024)));
  body.copy(larger);
  return larger;
}

/** @throws Problem `invalid-request` where the bytes are no UTF-8. */
function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new Problem('invalid-request', { cause });
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The largest body that the route takes, in KiB, where that is not the one of every route. */
    bodyKibibytes?: number;
  }
}

/** The fault of a limit of bodies, in KiB; undefined where there is none. All of a body is in memory at once. */
export function bodyLimitFault(kibibytes: number): string | undefined {
  const isGood = Number.isInteger(kibibytes) && kibibytes >= 1 && kibibytes <= 1_024;
  return isGood ? undefined : `a body of ${kibibytes} KiB, where 1 to 1,024 are possible`;
}

/**
 * Has a handler take bodies of another size than 64 KiB, such as that of a letter. A larger body is 413, and is not read.
 *
 * @param kibibytes 1 to 1,024
 * @throws an error for another number.
 */
export function BodyLimit(kibibytes: number): MethodDecorator {
  const fault = bodyLimitFault(kibibytes);
  if (fault !== undefined) throw new Error(`@BodyLimit() is for ${fault}`);
  return applyDecorators(
    RouteConfig({ bodyKibibytes: kibibytes }),
    ApiResponse({ status: 413, description: `A body of more than ${kibibytes} KiB` }),
  );
}

/** The same for a route whose limit is known only once the application is there. Add it before any route. */
export function limitBodies(server: FastifyInstance, method: string, url: string, kibibytes: number): void {
  server.addHook('onRoute', (route) => {
    if (route.url === url && [route.method].flat().includes(method)) {
      route.config = { ...route.config, bodyKibibytes: kibibytes };
    }
  });
}
