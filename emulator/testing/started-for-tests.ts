import { afterAll, beforeAll } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator.js';
import { testProvider } from './clients.js';
import { MaskinportenCaller } from './maskinporten-caller.js';
import { testPolicy } from './policy.js';

/** A stand-in that is there while a file's tests run, and the service provider that calls it. */
export interface StartedForTests {
  readonly emulator: Emulator;
  readonly provider: MaskinportenCaller;
}

/** Starts the stand-in before the tests of the file that calls this, and stops it after them. Before that it is empty. */
export function startedForTests(): StartedForTests {
  const started = {} as { -readonly [Name in keyof StartedForTests]: StartedForTests[Name] };
  beforeAll(async () => {
    started.emulator = await startEmulator({ policy: testPolicy });
    started.provider = new MaskinportenCaller(started.emulator.url, testProvider.clientId, testProvider.privateJwk);
  });
  afterAll(() => started.emulator.stop());
  return started;
}
