import type { FastifyInstance } from 'fastify';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Policy } from '../policy.js';
import { AccessTokenVerifier } from '../service-owner/access-token-verifier.js';

const scope = 'altinn:authorization/authorize';
const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
const serviceId = 'urn:altinn:resource';
const partyIds = new Set(['urn:altinn:organization:identifier-no', 'urn:altinn:person:identifier-no']);

interface Attribute {
  readonly AttributeId: string;
  readonly Value: string;
}

interface DecisionRequest {
  readonly Request: Readonly<
    Record<'AccessSubject' | 'Action' | 'Resource', readonly { readonly Attribute: readonly Attribute[] }[]>
  >;
}

const category = {
  type: 'array',
  minItems: 1,
  maxItems: 1,
  items: {
    type: 'object',
    required: ['Attribute'],
    properties: {
      Attribute: {
        type: 'array',
        items: {
          type: 'object',
          required: ['AttributeId', 'Value'],
          properties: { AttributeId: { type: 'string' }, Value: { type: 'string' } },
        },
      },
    },
  },
};

const body = {
  type: 'object',
  required: ['Request'],
  properties: {
    Request: {
      type: 'object',
      required: ['AccessSubject', 'Action', 'Resource'],
      properties: { AccessSubject: category, Action: category, Resource: category },
    },
  },
};

/** Altinn's policy decision point, in XACML's JSON: one question at a time. */
export function authorizationRoutes(platform: Platform) {
  const tokens = new AccessTokenVerifier(platform);

  return async (app: FastifyInstance): Promise<void> => {
    app.post<{ Body: DecisionRequest }>('/authorize', { schema: { body } }, async (request, reply) => {
      const { scopes } = await tokens.verify(request.headers.authorization);
      if (!scopes.includes(scope)) throw new PlatformProblem(403, {});
      reply.header('cache-control', 'no-store');
      return { Response: [{ Decision: isPermitted(platform.policy, request.body) ? 'Permit' : 'NotApplicable' }] };
    });
  };
}

function isPermitted({ personas, rules }: Policy, { Request: asked }: DecisionRequest): boolean {
  const [subject] = asked.AccessSubject[0]!.Attribute.map(urnOf);
  const action = asked.Action[0]!.Attribute.find(({ AttributeId }) => AttributeId === actionId)?.Value;
  const attributes = asked.Resource[0]!.Attribute;
  const service = attributes.filter(({ AttributeId }) => AttributeId === serviceId).map(urnOf)[0];
  const party = attributes.filter(({ AttributeId }) => partyIds.has(AttributeId)).map(urnOf)[0];
  const [part] = attributes
    .filter(({ AttributeId }) => AttributeId !== serviceId && !partyIds.has(AttributeId))
    .map(urnOf);
  const roles = new Set(
    personas
      .filter(({ consumer }) => consumer === subject)
      .flatMap((persona) => persona.roles.filter((role) => role.party === party).map(({ role }) => role)),
  );
  return rules.some(
    (rule) =>
      roles.has(rule.role) && rule.serviceResource === service && rule.action === action && rule.resource === part,
  );
}

function urnOf({ AttributeId, Value }: Attribute): string {
  return `${AttributeId}:${Value}`;
}
