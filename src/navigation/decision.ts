import type { Level } from './level.js';
import type { Access } from './party-access.js';

/** Obligation of the policy: the level that a person must have. */
const minimumLevel = 'urn:altinn:minimum-authenticationlevel';

/** The same of organisations and their systems, which never come to a page: of a person there is nothing to fulfil. */
const minimumLevelOfOrganisations = 'urn:altinn:minimum-authenticationlevel-org';

type Members = Readonly<Record<string, unknown>>;

/**
 * The decision in an answer of the policy decision point (JSON Profile of XACML 3.0). Every result must permit, and
 * every obligation is one that we can fulfil: else it is a refusal (XACML 3.0 §7.18).
 *
 * @param isSystem whether a system user asked: it has the level that is asked for of either
 * @throws Error when there is no decision in it.
 */
export function decisionIn(answer: unknown, { isSystem } = { isSystem: false }): Access {
  const { response: results } = membersOf(answer);
  if (!Array.isArray(results) || results.length === 0) throw new Error('the answer has no decision');
  const levels = results.flatMap((result) => levelsIn(result, isSystem));
  if (levels.includes(undefined)) return false;
  return { level: Math.max(0, ...(levels as Level[])) as Level };
}

/** The levels that a result asks for; `undefined` among them stands for a result that lets no visitor in. */
function levelsIn(result: unknown, isSystem: boolean): readonly (Level | undefined)[] {
  const { decision, obligations } = membersOf(result);
  if (typeof decision !== 'string') throw new Error('the answer has no decision');
  if (decision !== 'Permit') return [undefined];
  if (obligations === undefined || obligations === null) return [];
  return Array.isArray(obligations) ? obligations.flatMap((obligation) => levelsOf(obligation, isSystem)) : [undefined];
}

function levelsOf(obligation: unknown, isSystem: boolean): readonly (Level | undefined)[] {
  const { attributeassignment: assignments } = membersOf(obligation);
  if (!Array.isArray(assignments) || assignments.length === 0) return [undefined];
  return assignments.map((assignment) => {
    const { category, value } = membersOf(assignment);
    if (category === minimumLevelOfOrganisations && !isSystem) return 0;
    const isLevel = category === minimumLevel || category === minimumLevelOfOrganisations;
    return isLevel ? leastLevelOf(value) : undefined;
  });
}

/** Altinn has levels that ID-porten does not give: the next higher one is asked for. */
function leastLevelOf(value: unknown): Level | undefined {
  const digit = /^[0-4]$/.exec(String(value))?.[0];
  return digit === undefined ? undefined : ([0, 3, 4] as const).find((level) => level >= Number(digit));
}

/** The members of an object by their names in lower case: Altinn spells them in one way and documents them in another. */
function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member as unknown]));
}
