import type { FastifyRequest } from 'fastify';
import type { Platform } from '../platform.js';
import type { RuleContext } from '../validation/violations.js';
import { mayEmbedHtml } from './authorisation.js';

/** Facts of one request that the rules depend on. */
export function ruleContextOf({ addresses, allowsLocalHttp, now }: Platform, request: FastifyRequest): RuleContext {
  const own = new URL(addresses.base).hostname;
  return {
    now: now(),
    mayEmbedHtml: mayEmbedHtml(request),
    isExempt: ({ hostname }) => allowsLocalHttp && ['localhost', '127.0.0.1', own].includes(hostname),
  };
}
