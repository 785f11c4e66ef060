import { type Members, startEmulator } from '../emulator/emulator.js';
import { tallyPolicy } from '../test/tally/index.js';

export interface PlatformReady {
  readonly url: string;
}

/** The claims of the dialog tokens that are wanted; the answer has the tokens in the same order. */
export type SigningRequest = readonly Members[];

const emulator = await startEmulator({ policy: tallyPolicy });
process.on('message', (wanted: SigningRequest) => {
  process.send?.(wanted.map((claims) => emulator.signDialogToken(claims)));
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ url: emulator.url } satisfies PlatformReady);
