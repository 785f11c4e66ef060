import type { FastifyInstance } from 'fastify';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Policy } from '../policy.js';
import { AccessTokenVerifier } from '../maskinporten/access-token-verifier.js';

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

/** Altinn's policy decision point, in XACML's JSON as Altinn spells it: one question at a time. */
export function authorizationRoutes(platform: Platform) {
  const tokens = new AccessTokenVerifier(platform);

  return async (app: FastifyInstance): Promise<void> => {
    app.post<{ Body: DecisionRequest }>('/authorize', { schema: { body } }, async (request, reply) => {
      const { scopes } = await tokens.verify(request.headers.authorization);
      if (!scopes.includes(scope)) throw new PlatformProblem(403, {});
      reply.header('cache-control', 'no-store');
      return { response: [resultFor(platform.policy, request.body)] };
    });
  };
}

/** A permit comes with what the policy of the service obliges its caller to. */
function resultFor(policy: Policy, { Request: asked }: DecisionRequest): object {
  const status = { statusCode: { value: 'urn:oasis:names:tc:xacml:1.0:status:ok' } };
  const service = attributeOf(asked.Resource, (id) => id === serviceId);
  if (!isPermitted(policy, asked)) return { decision: 'NotApplicable', status, obligations: null };
  const { minimumLevel } = policy.serviceResources.find(({ urn }) => urn === service) ?? {};
  return { decision: 'Permit', status, obligations: minimumLevel === undefined ? null : [obligationOf(minimumLevel)] };
}

function obligationOf(minimumLevel: number): object {
  const assignment = {
    attributeId: 'urn:altinn:obligation1-assignment1',
    value: String(minimumLevel),
    category: 'urn:altinn:minimum-authenticationlevel',
    dataType: 'http://www.w3.org/2001/XMLSchema#integer',
    issuer: null,
  };
  return { id: 'urn:altinn:obligation:authenticationLevel1', attributeAssignment: [assignment] };
}

function isPermitted({ personas, rules }: Policy, asked: DecisionRequest['Request']): boolean {
  const subject = attributeOf(asked.AccessSubject, () => true);
  const action = asked.Action[0]!.Attribute.find(({ AttributeId }) => AttributeId === actionId)?.Value;
  const service = attributeOf(asked.Resource, (id) => id === serviceId);
  const party = attributeOf(asked.Resource, (id) => partyIds.has(id));
  const part = attributeOf(asked.Resource, (id) => id !== serviceId && !partyIds.has(id));
  const roles = new Set(
    personas
      .filter(({ consumer, systemUser }) => (systemUser?.id ?? consumer) === subject)
      .flatMap((persona) => persona.roles.filter((role) => role.party === party).map(({ role }) => role)),
  );
  return rules.some(
    (rule) =>
      roles.has(rule.role) && rule.serviceResource === service && rule.action === action && rule.resource === part,
  );
}

/** The first attribute with such an id in a category of the question, as a URN. */
function attributeOf(
  [only]: DecisionRequest['Request']['Resource'],
  isAskedFor: (id: string) => boolean,
): string | undefined {
  return only!.Attribute.filter(({ AttributeId }) => isAskedFor(AttributeId)).map(urnOf)[0];
}

function urnOf({ AttributeId, Value }: Attribute): string {
  return `${AttributeId}:${Value}`;
}
