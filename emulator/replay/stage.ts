import type { Policy, Rule, ServiceResource } from '../policy.js';
import type { Callers } from './callers.js';
import { organisationsIn, personasIn, resourcesIn } from './cast.js';
import { claimsIn, type Exchange } from './recording.js';

/** The policy of a replay: the callers, as the recordings show them. Its rules are those of one exchange at a time. */
export interface Stage {
  readonly policy: Policy;
  /** Grants what the real platform granted in that exchange. */
  setFor(exchange: Exchange): void;
}

/** Reads from the recordings which service resources, people and organisations there were. */
export function stageOf(exchanges: readonly Exchange[], callers: Callers): Stage {
  const rules: Rule[] = [];
  const serviceResources = resourcesIn(exchanges);
  const policy: Policy = {
    serviceResources,
    personas: personasIn(exchanges, serviceResources),
    organisations: organisationsIn(exchanges),
    rules,
    clients: callers.clients,
  };
  return {
    policy,
    setFor: (exchange) => rules.splice(0, rules.length, ...rulesOf(exchange, serviceResources)),
  };
}

/**
 * Rules that grant what the token of the answer says; without a token they grant `read`. Every dialog is in the users'
 * lists.
 */
function rulesOf({ answer }: Exchange, resources: readonly ServiceResource[]): Rule[] {
  const claims = claimsIn(answer);
  const granted = claims ? String(claims['a']).split(';').filter(Boolean) : ['read'];
  const rules = granted.flatMap((entry): Rule[] => {
    const [action = '', attribute] = entry.split(',');
    if (attribute?.startsWith('urn:altinn:resource:')) return [{ role: attribute, action, serviceResource: attribute }];
    const resource =
      attribute === undefined || attribute.includes(':') ? attribute : `urn:altinn:subresource:${attribute}`;
    return resources.map(({ urn }) => ({ role: urn, action, serviceResource: urn, ...(resource && { resource }) }));
  });
  return [...rules, ...resources.map(({ urn }) => ({ role: urn, action: '', serviceResource: urn }))];
}
