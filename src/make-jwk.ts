import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { makeClientKey } from './dialogporten/client-key.js';

/*
 * Makes the key of a Maskinporten client: the private half as the setting MASKINPORTEN_PRIVATE_JWK takes it, the public
 * half to register. docs/to-production.md says where.
 */
const usage = `Usage: npm run make-jwk -- [--out <file>] [--kid <name>] [--bits <2048 or more>]

  --out    where the private key is written, for its owner's eyes only; the public one is printed.
           Without it the private key is printed, and the public one goes to the error output
  --kid    the key's name at Maskinporten; a new UUID when left out
  --bits   its length; 3072 when left out
`;

function optionsOf(args: string[]) {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { out: string, kid: string, bits: string } });
  return { ...values, bits: values.bits === undefined ? undefined : Number(values.bits) };
}

async function run(): Promise<void> {
  const { out, ...options } = optionsOf(process.argv.slice(2));
  const { privateJwk, publicJwk } = await makeClientKey(options);
  const secret = `${JSON.stringify(privateJwk)}\n`;
  const published = `${JSON.stringify(publicJwk, undefined, 2)}\n`;
  if (out === undefined) {
    process.stdout.write(secret);
    process.stderr.write(published);
    return;
  }
  // Never over another key: that one may be in use.
  await writeFile(out, secret, { mode: 0o600, flag: 'wx' });
  process.stdout.write(published);
}

run().catch((error: Error & { readonly code?: string }) => {
  const reason = error.code === 'EEXIST' ? 'the file exists already' : error.message;
  process.stderr.write(`${reason}\n\n${usage}`);
  process.exitCode = 2;
});
