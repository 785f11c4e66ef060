import type { JWK } from 'jose';
import { parseJwk } from './setting-rules.js';
import type { Settings } from './settings.js';

/** The client that the stand-in ID-porten knows. Published with the source, so it proves nothing elsewhere. */
export const standInLoginClient = {
  IDPORTEN_CLIENT_ID: 'local-service',
  IDPORTEN_CLIENT_SECRET: 'published-with-the-source-for-the-stand-in',
} as const;

/** What production refuses although it is well formed: plain http, and the clients of the stand-in, whose keys are public. */
export function productionFaults(settings: Settings, local: Readonly<Record<string, string>>): string[] {
  const faults = Object.entries(settings)
    .filter(([, value]) => [value].flat().some((part) => typeof part === 'string' && part.startsWith('http:')))
    .map(([name]) => `${name}: must be https in production`);
  const published = parseJwk(local['MASKINPORTEN_PRIVATE_JWK']) as JWK | undefined;
  if (published?.n !== undefined && settings.MASKINPORTEN_PRIVATE_JWK?.n === published.n) {
    faults.push("MASKINPORTEN_PRIVATE_JWK: is the stand-in's published key, which production refuses");
  }
  const known = { ...standInLoginClient, MASKINPORTEN_CLIENT_ID: local['MASKINPORTEN_CLIENT_ID'] };
  for (const [name, value] of Object.entries(known)) {
    if (settings[name as keyof typeof known] === value)
      faults.push(`${name}: is the stand-in's, which production refuses`);
  }
  return faults;
}
