import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import type { Policy, Rule } from '../../emulator/policy.js';

const namespace = 'urn:oasis:names:tc:xacml:3.0:core:schema:wd-17';
const category = {
  subject: 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject',
  resource: 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource',
  action: 'urn:oasis:names:tc:xacml:3.0:attribute-category:action',
};
const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

const within = (element: Element, name: string) => [...element.getElementsByTagNameNS(namespace, name)];
const only = <Found>(found: readonly Found[]): Found => {
  if (found.length !== 1) throw new Error(`there is one, not ${found.length}`);
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

/**
 * Tests of what a kind of dialog has for the resource registry, against what its half of the stand-in says: the policy in
 * XACML, and the entry.
 *
 * @param folder has both, named after the service resource.
 */
export function holdRegistration(known: Policy, folder: URL): void {
  const service = only(known.serviceResources);
  const name = service.urn.replace('urn:altinn:resource:', '');
  const textOf = (file: string) => readFileSync(new URL(`${name}.${file}`, folder), 'utf8');

  describe('the policy for the resource registry', () => {
    const document = new DOMParser({
      onError: (_level, message) => {
        throw new Error(message);
      },
    }).parseFromString(textOf('policy.xml'), 'text/xml');
    const policy = document.documentElement!;
    const rules = within(policy, 'Rule');

    it('says the same as the stand-in', () => {
      const said = rules.flatMap((rule) => targetsOf(rule).map(ruleOf));
      expect(inOrder(said)).toEqual(inOrder(known.rules));
    });

    it('only ever permits, each rule under a name of its own', () => {
      expect(rules.map((rule) => rule.getAttribute('Effect'))).toEqual(rules.map(() => 'Permit'));
      const ids = rules.map((rule) => rule.getAttribute('RuleId'));
      expect(new Set(ids).size).toBe(ids.length);
      expect(policy.getAttribute('RuleCombiningAlgId')).toMatch(/:deny-overrides$/);
    });

    it('asks for the level that the stand-in does, or like it for none', () => {
      const levels = within(policy, 'AttributeAssignmentExpression').map((level) => [
        level.getAttribute('Category'),
        level.textContent?.trim(),
      ]);
      const { minimumLevel } = service;
      expect(levels).toEqual(
        minimumLevel === undefined ? [] : [['urn:altinn:minimum-authenticationlevel', String(minimumLevel)]],
      );
    });
  });

  describe('the entry in the resource registry', () => {
    const entry = JSON.parse(textOf('resource.json')) as Record<string, Record<string, string>>;

    it('is the service resource that the stand-in knows, of the same owner', () => {
      expect(entry['identifier']).toBe(name);
      expect(entry['resourceType']).toBe(service.type);
      expect(entry['hasCompetentAuthority']).toMatchObject({ organization: service.owner, orgcode: service.ownerCode });
    });

    it.each(['title', 'description', 'rightDescription'])('has a %s in every language', (text) => {
      expect(Object.keys(entry[text]!).toSorted()).toEqual(['en', 'nb', 'nn']);
      expect(Object.values(entry[text]!).filter((each) => each === '')).toEqual([]);
    });
  });
}
