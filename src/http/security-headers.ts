import type { SecurityHeadersOptions } from '@nestjs/common';
import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';

export type Header = readonly [name: string, value: string];

/**
 * Security headers of our responses: a browser guesses no content type, sends others no referrer, runs and shows
 * nothing but our own, and, in production, uses https only, for a year. A page that needs more sets its own policy.
 */
export function securityHeaders(isProduction: boolean): SecurityHeadersOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': "'self'",
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      },
    },
    strictTransportSecurity: isProduction && { includeSubDomains: false },
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  };
}

/** The same as headers, for every response, also those written outside Fastify. */
export function securityHeaderList(isProduction: boolean): readonly Header[] {
  return resolveSecurityHeaders(securityHeaders(isProduction)).headers;
}
