import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { organisations } from './personas.js';
import type { Policy } from './policy.js';

const text = { type: 'string', minLength: 1 } as const;
const organisationNumber = { type: 'string', pattern: '^\\d{9}$' } as const;
const serviceResource = { type: 'string', pattern: '^urn:altinn:resource:[a-z0-9_-]{4,}$' } as const;
const urn = { type: 'string', pattern: '^urn:altinn:[a-z-]+:[a-z-]+:.+$' } as const;

/** An object with those members and no others. */
const objectOf = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});
const listOf = (items: object) => ({ type: 'array', items });
const localizations = listOf(objectOf({ languageCode: { enum: ['nb', 'nn', 'en'] }, value: text }));

/** The {@link Policy} in JSON. */
const schema = objectOf(
  {
    serviceResources: listOf(
      objectOf(
        { urn: serviceResource, type: text, owner: organisationNumber, ownerCode: text },
        { minimumLevel: { enum: [0, 3, 4] }, title: localizations, ownerName: localizations },
      ),
    ),
    personas: listOf(
      objectOf(
        {
          id: text,
          name: text,
          description: { type: 'string' },
          consumer: urn,
          level: { enum: [0, 3, 4] },
          roles: listOf(objectOf({ party: urn, role: text })),
        },
        {
          systemUser: objectOf({ id: text, organisation: text }),
          supplier: text,
        },
      ),
    ),
    rules: listOf(objectOf({ role: text, serviceResource, action: text }, { resource: text })),
    clients: listOf(
      objectOf(
        {
          id: text,
          organisation: organisationNumber,
          scopes: listOf(text),
          publicJwk: objectOf({
            kty: { const: 'RSA' },
            kid: text,
            alg: { const: 'RS256' },
            use: { const: 'sig' },
            n: text,
            e: text,
          }),
        },
        { actsFor: listOf(organisationNumber) },
      ),
    ),
  },
  { organisations: listOf(objectOf({ number: organisationNumber, name: text })) },
);

const isPolicy = new Ajv({ allErrors: true }).compile<Policy>(schema);

/**
 * Reads who may do what from a file, in place of what the kinds of dialog say: so the stand-in serves a service that is
 * written in another language.
 *
 * @throws Error that names everything in the file that is not as it must be
 */
export function readPolicy(path: string): Policy {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`EMULATOR_POLICY: ${path} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
  if (!isPolicy(content)) {
    const faults = (isPolicy.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message}${namedIn(params)}`,
    );
    throw new Error(`EMULATOR_POLICY: ${path} is no policy: ${faults.join('; ')}`);
  }
  return { ...content, organisations: [...(content.organisations ?? []), ...organisations] };
}

function namedIn({ additionalProperty }: Record<string, unknown>): string {
  return additionalProperty === undefined ? '' : `: "${String(additionalProperty)}"`;
}
