import { getProxyForUrl } from 'proxy-from-env';

/** Addresses of this machine: a proxy would look for them on its own. */
const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The proxy through which a URL is reached, by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters or
 * large; none for what is to be reached directly. This machine itself is never reached through a proxy.
 *
 * @throws Error when what is set is no proxy that can be used. It does not quote it: it may hold a password.
 */
export function proxyFor({ href, hostname, protocol }: URL): URL | undefined {
  if (loopback.test(hostname)) return undefined;
  const found = getProxyForUrl(href);
  if (found === '') return undefined;
  // Without a scheme it is an http one, as curl has it: the library takes that of what is asked for.
  const isWhole = Object.values(process.env).includes(found);
  const proxy = isWhole ? found : found.replace(/^\w+:/, 'http:');
  if (!isUsable(proxy)) {
    const name = `${protocol.slice(0, -1).toUpperCase()}_PROXY`;
    throw new Error(`${name} must be such as http://proxy.example:3128, with a percent-encoded password if it has one`);
  }
  return new URL(proxy);
}

/** The name of a proxy for logs: no user, no password. */
export function nameOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function isUsable(proxy: string): boolean {
  if (!URL.canParse(proxy)) return false;
  const { protocol, hostname, username, password } = new URL(proxy);
  try {
    decodeURIComponent(`${username}${password}`);
  } catch {
    return false;
  }
  return hostname !== '' && /^https?:$/.test(protocol);
}
