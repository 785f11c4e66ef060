import type { Finding, Outcome } from './run.js';

type Kind = Outcome['kind'];

/** How many findings of each kind there are. */
export function counted(findings: readonly Finding[]): Record<Kind, number> {
  const counts = { holds: 0, differs: 0, 'not asked': 0, 'not known to this version': 0 };
  for (const { outcome } of findings) counts[outcome.kind] += 1;
  return counts;
}

/** The findings for people: differences, checks not asked and why, and how many hold. */
export function written(findings: readonly Finding[]): string {
  const counts = counted(findings);
  const lines = [
    ...findings.flatMap(differing),
    ...reasons(findings, 'not asked'),
    ...reasons(findings, 'not known to this version'),
    `${counts.holds} of ${counts.holds + counts.differs} hold`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The findings for programs, as JSON. */
export function serialized(findings: readonly Finding[]): string {
  const checks = findings.map(({ subject, check: { promise, source }, outcome }) => ({
    subject,
    promise,
    source,
    ...outcome,
  }));
  return `${JSON.stringify({ counts: counted(findings), checks }, undefined, 2)}\n`;
}

function differing({ subject, check, outcome }: Finding): string[] {
  if (outcome.kind !== 'differs') return [];
  return [
    `✗ ${subject}: ${check.promise}`,
    `    ${check.source}`,
    ...outcome.differences.map((line) => `    ${line}`),
    '',
  ];
}

/** Why that many were passed over, a line for each reason. */
function reasons(findings: readonly Finding[], kind: 'not asked' | 'not known to this version'): string[] {
  const counts = new Map<string, number>();
  for (const { outcome } of findings) {
    if (outcome.kind === kind) counts.set(outcome.reason, (counts.get(outcome.reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${count} ${kind}: ${reason}`);
}
