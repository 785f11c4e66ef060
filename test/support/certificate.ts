import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate that is its own authority, and its key, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** Makes a certificate for a server of that name or address, by `openssl`, for a day. */
export async function makeCertificate(subjectAlternativeName: `DNS:${string}` | `IP:${string}`): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const ways = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=test'.split(' ');
  const names = ['-addext', `subjectAltName=${subjectAlternativeName}`];
  await promisify(execFile)('openssl', ['req', ...ways, ...names, '-keyout', key, '-out', certificate]);
  const made = { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') };
  await rm(folder, { recursive: true });
  return made;
}
