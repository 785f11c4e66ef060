import type { FastifyRequest } from 'fastify';
import { isLanguage } from '../http/languages.js';

/**
 * The path of the page that was asked for, to come back to: made of our own route and its parameters, not of what the
 * browser wrote, so that it leads nowhere else.
 */
export function ownPath({ routeOptions, params, query }: FastifyRequest): string {
  const values = params as Readonly<Record<string, string>>;
  const path = String(routeOptions.url).replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const { lang } = query as { lang?: unknown };
  return isLanguage(lang) ? `${path}?lang=${lang}` : path;
}
