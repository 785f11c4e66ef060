import type { Persona } from '../policy.js';

/** ID-porten's names for the levels of a persona. */
const acrByLevel: Readonly<Record<Persona['level'], string>> = {
  0: 'selfregistered-email',
  3: 'idporten-loa-substantial',
  4: 'idporten-loa-high',
};

export const acrValues: readonly string[] = Object.values(acrByLevel);

export function acrOf({ level }: Persona): string {
  return acrByLevel[level];
}

/** Whether a login by e-mail is offered: only where it is asked for by its name. */
export function isEmailAskedFor(acr: unknown): boolean {
  return String(acr ?? '')
    .split(' ')
    .includes(acrByLevel[0]);
}

/** The highest level that `acr_values` name; unknown values ask for none. */
export function levelAskedFor(acr: unknown): Persona['level'] {
  const asked = String(acr ?? '').split(' ');
  return ([4, 3] as const).find((level) => asked.includes(acrByLevel[level])) ?? 0;
}
