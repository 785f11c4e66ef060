/** How well a visitor has proved who they are: by e-mail (0), at ID-porten's substantial (3) or high (4) level. */
export type Level = 0 | 3 | 4;

const levelOfAcr: Readonly<Record<string, Level>> = {
  'selfregistered-email': 0,
  'idporten-loa-substantial': 3,
  'idporten-loa-high': 4,
};

const acrOfLevel: Readonly<Record<Level, string>> = {
  0: 'selfregistered-email',
  3: 'idporten-loa-substantial',
  4: 'idporten-loa-high',
};

/** Whether that party can prove who they are by e-mail only. */
export function isEmailUser(party: string): boolean {
  return party.startsWith('urn:altinn:person:idporten-email:');
}

/** The level that a login is begun with for a page about that party's dialog; without a dialog it is that of most. */
export function firstLevelFor(party: string | undefined): Level {
  return party !== undefined && isEmailUser(party) ? 0 : 3;
}

/** The `acr_values` with which ID-porten is asked for a level. */
export function acrFor(level: Level): string {
  return acrOfLevel[level];
}

/** The level that an `acr` claim stands for; `undefined` for one that we do not know. */
export function levelOf(acr: unknown): Level | undefined {
  return typeof acr === 'string' && Object.hasOwn(levelOfAcr, acr) ? levelOfAcr[acr] : undefined;
}
