import type { EmulatorOptions } from './emulator.js';

/**
 * Version and strictness of the Dialogporten that is played, from the environment.
 *
 * @throws Error for a version that the stand-in does not play
 */
export function platformOptions(environment: NodeJS.ProcessEnv): Pick<EmulatorOptions, 'plays' | 'allowsLocalHttp'> {
  const { EMULATOR_PLAYS: plays = 'today', EMULATOR_ALLOW_LOCAL_HTTP: localHttp = 'true' } = environment;
  if (plays !== 'today' && plays !== '1.119.1') throw new Error('EMULATOR_PLAYS must be today or 1.119.1');
  return { plays, allowsLocalHttp: localHttp !== 'false' };
}
