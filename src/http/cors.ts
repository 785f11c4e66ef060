import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { anyLocalPort } from '../config/setting-rules.js';

type CorsOptions = NonNullable<Parameters<NestFastifyApplication['enableCors']>[0]>;

const local = /^http:\/\/localhost(?::\d{1,5})?$/;

/** Whether pages of an origin may call us. */
export function isAllowed(origin: string | undefined, origins: readonly string[]): boolean {
  if (origin === undefined) return false;
  return origins.includes(origin) || (origins.includes(anyLocalPort) && local.test(origin));
}

/** Headers of an answer that a page of another origin may read. */
export const exposedHeaders: readonly string[] = [
  'Content-Disposition',
  'Content-Language',
  'Content-Range',
  'ETag',
  'Location',
  'Preference-Applied',
  'Retry-After',
  'WWW-Authenticate',
];

/**
 * Permissions of browsers at other origins. The portal's telemetry adds headers of its own to its calls, and a
 * preflight that does not allow them stops those calls.
 */
export function corsOptions(origins: readonly string[]): CorsOptions {
  return {
    origin: origins.map((origin) => (origin === anyLocalPort ? local : origin)),
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Accept',
      'Accept-Language',
      'Prefer',
      'Idempotency-Key',
      'request-id',
      'request-context',
      'traceparent',
      'tracestate',
    ],
    exposedHeaders: [...exposedHeaders],
    maxAge: 7200,
    // A client that is no browser gets the same answer, and is not refused in plain text.
    strictPreflight: false,
  };
}
