import { hkdfSync } from 'node:crypto';
import type { SecureSessionPluginOptions, Session } from '@fastify/secure-session';
import type { Settings } from '../config/settings.js';
import type { PendingLogin } from './id-porten.js';
import type { Level } from './visitor.js';

/** How long a visitor stays logged in, in seconds. At ID-porten they stay longer, so that a new login takes no page. */
export const sessionSeconds = 1_800;

/** How long a login may take, in seconds. */
const loginSeconds = 600;

/** The cookie of a visitor who is logged in. */
export interface SessionCookie {
  readonly id: string;
  readonly urn: string;
  readonly level: Level;
  readonly askedFor: Level;
}

/** A login that was started, and the page that it was started for. */
export interface StartedLogin extends PendingLogin {
  /** The path of the page, as our own route writes it. */
  readonly returnTo: string;
}

/** The cookie of a visitor who is logging in: several pages may be waiting, in as many tabs. */
export interface LoginCookie {
  readonly started: readonly StartedLogin[];
}

declare module 'fastify' {
  interface FastifyRequest {
    pageSession: Session<{ session: SessionCookie }>;
    pageLogin: Session<LoginCookie>;
  }
}

type CookieOptions = SecureSessionPluginOptions & { readonly sessionName: string };

/** Over https, their names bind cookies to this very host. */
const prefixOf = ({ PUBLIC_URL }: Settings) => (PUBLIC_URL.startsWith('https:') ? '__Host-' : '');

/** The name of the cookie of a visitor who is logged in. */
export function sessionCookieName(settings: Settings): string {
  return `${prefixOf(settings)}session`;
}

/**
 * The two cookies, encrypted and authenticated by libsodium: only we can read one, or make one. The first secret
 * encrypts, all of them decrypt. Over https their names bind the cookies to this very host (`__Host-`).
 */
export function sessionCookies(settings: Settings): CookieOptions[] {
  const { SESSION_SECRET } = settings;
  const prefix = prefixOf(settings);
  const secure = prefix !== '';
  const cookieOf = (sessionName: string, cookieName: string, expiry: number): CookieOptions => ({
    sessionName,
    cookieName: `${prefix}${cookieName}`,
    key: SESSION_SECRET.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', cookieName, 32))),
    expiry,
    cookie: { path: '/', httpOnly: true, secure, sameSite: 'lax', maxAge: expiry },
  });
  return [cookieOf('pageSession', 'session', sessionSeconds), cookieOf('pageLogin', 'login', loginSeconds)];
}
