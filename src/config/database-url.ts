import { Client } from 'pg';

/** How a connection to the database is protected on its way. */
export type Encryption = 'verified' | 'unverified' | 'none' | 'unix socket';

const example = 'postgresql://user:password@host:5432/database';
const encode = 'percent-encode the password (# is %23, % is %25, / is %2F, : is %3A, ? is %3F, @ is %40)';

/**
 * The fault of a database's URL, without any part of the URL, which may be secret; undefined where `pg` can use it.
 * Characters that end a part of a URL (RFC 3986 §3) would make a part of the password the host, the database or
 * nothing.
 */
export function databaseUrlFault(url: string): string | undefined {
  if (!/^postgres(?:ql)?:\/\//.test(url)) return 'must be a postgresql:// URL';
  if (/\s/.test(url)) return `must not contain white space: ${encode}`;
  const [, authority = '', rest = ''] = /^\w+:\/\/([^/?#]*)(.*)$/.exec(url) ?? [];
  if (/[@#]/.test(rest) || /%(?![0-9a-f]{2})/i.test(url)) return `must be a URL such as ${example}: ${encode}`;
  if (authority.slice(authority.lastIndexOf('@')).includes(',')) return 'must name one host';
  if (!/^\/[^?]/.test(rest)) return `must name a database: ${example}`;
  try {
    clientOf(url);
    return undefined;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== undefined) return `must name files in sslrootcert, sslcert and sslkey that can be read (${code})`;
    return `must be a URL such as ${example}: ${encode}`;
  }
}

/** How `pg` protects the connection to that URL, which has no fault. PostgreSQL has no TLS on Unix sockets. */
export function encryptionOf(url: string): Encryption {
  const { host, ssl } = clientOf(url);
  if (host.startsWith('/')) return 'unix socket';
  if (!ssl) return 'none';
  const { rejectUnauthorized = true, checkServerIdentity } = Object(ssl) as Partial<Record<string, unknown>>;
  return rejectUnauthorized && checkServerIdentity === undefined ? 'verified' : 'unverified';
}

/** Not connected: `pg` itself reads the URL, and the variables of the environment that stand for what it lacks. */
function clientOf(url: string): Client {
  return new Client({ connectionString: url });
}
