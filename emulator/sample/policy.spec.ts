import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import type { Rule } from '../policy.js';
import { samplePolicy } from './policy.js';

const textOf = (file: string) => readFileSync(new URL(`resource/${file}`, import.meta.url), 'utf8');

const namespace = 'urn:oasis:names:tc:xacml:3.0:core:schema:wd-17';
const category = {
  subject: 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject',
  resource: 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource',
  action: 'urn:oasis:names:tc:xacml:3.0:attribute-category:action',
};
const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

const within = (element: Element, name: string) => [...element.getElementsByTagNameNS(namespace, name)];
const only = <Found>(found: readonly Found[]): Found => {
  expect(found).toHaveLength(1);
  return found[0]!;
};

/** An attribute that a rule asks for, as a URN with its value at the end, and what it is an attribute of. */
interface Asked {
  readonly urn: string;
  readonly of: string;
}

function askedBy(match: Element): Asked {
  const designator = only(within(match, 'AttributeDesignator'));
  const value = only(within(match, 'AttributeValue')).textContent;
  return { urn: `${designator.getAttribute('AttributeId')}:${value}`, of: designator.getAttribute('Category')! };
}

/** Each way in which an `AnyOf` may be met: all of these attributes. */
function waysOf(anyOf: Element): Asked[][] {
  return within(anyOf, 'AllOf').map((allOf) => within(allOf, 'Match').map(askedBy));
}

/** Every way in which a rule's target, all of its `AnyOf`s, may be met. */
function targetsOf(rule: Element): Asked[][] {
  const ways = within(only(within(rule, 'Target')), 'AnyOf').map(waysOf);
  return ways.reduce<Asked[][]>((met, more) => met.flatMap((one) => more.map((another) => [...one, ...another])), [[]]);
}

function ruleOf(asked: readonly Asked[]): Rule {
  const urns = (of: string) => asked.filter((each) => each.of === of).map(({ urn }) => urn);
  const isService = (urn: string) => urn.startsWith('urn:altinn:resource:');
  const parts = urns(category.resource).filter((urn) => !isService(urn));
  return {
    role: only(urns(category.subject)),
    serviceResource: only(urns(category.resource).filter(isService)),
    action: only(urns(category.action)).replace(`${actionId}:`, ''),
    ...(parts.length > 0 && { resource: only(parts) }),
  };
}

const inOrder = (rules: readonly Rule[]) =>
  rules
    .map(({ role, serviceResource, action, resource }) => [role, serviceResource, action, resource].join(' '))
    .toSorted();

describe("the sample's policy for the resource registry", () => {
  const document = new DOMParser({
    onError: (_level, message) => {
      throw new Error(message);
    },
  }).parseFromString(textOf('serving-licence.policy.xml'), 'text/xml');
  const policy = document.documentElement!;
  const rules = within(policy, 'Rule');

  it('says the same as the stand-in', () => {
    const said = rules.flatMap((rule) => targetsOf(rule).map(ruleOf));
    expect(inOrder(said)).toEqual(inOrder(samplePolicy.rules));
  });

  it('only ever permits, each rule under a name of its own', () => {
    expect(rules.map((rule) => rule.getAttribute('Effect'))).toEqual(rules.map(() => 'Permit'));
    const ids = rules.map((rule) => rule.getAttribute('RuleId'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(policy.getAttribute('RuleCombiningAlgId')).toMatch(/:deny-overrides$/);
  });

  it('asks for the level that the stand-in does, at which those who log in by e-mail come in', () => {
    const level = only(within(policy, 'AttributeAssignmentExpression'));
    expect(level.getAttribute('Category')).toBe('urn:altinn:minimum-authenticationlevel');
    expect(level.textContent?.trim()).toBe(String(only(samplePolicy.serviceResources).minimumLevel));
  });
});

describe("the sample's entry in the resource registry", () => {
  const entry = JSON.parse(textOf('serving-licence.resource.json')) as Record<string, Record<string, string>>;
  const known = only(samplePolicy.serviceResources);

  it('is the service resource that the stand-in knows, of the same owner', () => {
    expect(`urn:altinn:resource:${String(entry['identifier'])}`).toBe(known.urn);
    expect(entry['resourceType']).toBe(known.type);
    expect(entry['hasCompetentAuthority']).toMatchObject({ organization: known.owner, orgcode: known.ownerCode });
  });

  it.each(['title', 'description', 'rightDescription'])('has a %s in every language', (text) => {
    expect(Object.keys(entry[text]!).toSorted()).toEqual(['en', 'nb', 'nn']);
    expect(Object.values(entry[text]!).filter((each) => each === '')).toEqual([]);
  });
});
