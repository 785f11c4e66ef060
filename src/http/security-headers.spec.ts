import { describe, expect, it } from '@jest/globals';
import { securityHeaders } from './security-headers.js';

describe('securityHeaders', () => {
  it('bind browsers to https in production only, and to this host only', () => {
    expect(securityHeaders(true).strictTransportSecurity).toEqual({ includeSubDomains: false });
    expect(securityHeaders(false).strictTransportSecurity).toBe(false);
  });
});
