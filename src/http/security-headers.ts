import type { SecurityHeadersOptions } from '@nestjs/common';
import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';

export type Header = readonly [name: string, value: string];

/**
 * What our responses tell a browser: to guess no content type, to say nothing of us to others, to run and show nothing but
 * our own, and, in production, to speak to us by https only, for a year. A page that needs more sets its own policy.
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

/** The same as headers, for every answer, whatever it is written by. */
export function securityHeaderList(isProduction: boolean): readonly Header[] {
  return resolveSecurityHeaders(securityHeaders(isProduction)).headers;
}
