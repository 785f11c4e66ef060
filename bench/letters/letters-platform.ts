import { startEmulator } from '../../emulator/emulator.js';
import { officialLetterPolicy } from '../../test/official-letter/emulator/policy.js';
import type { PlatformReady } from '../platform-process.js';

/** Letters in Dialogporten, counted. */
export interface LettersThere {
  readonly dialogs: number;
  /** References that dialogs have, each counted once. */
  readonly references: number;
  /** Dialogs with their subject, both enclosures, and the one activity that they were created. */
  readonly whole: number;
}

/** Two enclosures come with each letter. */
const enclosures = 2;

/** The stand-in platform of official letters; it answers each message with its counts. */
const emulator = await startEmulator({ policy: officialLetterPolicy });
process.on('message', () => {
  const dialogs = emulator.dialogs.all();
  const whole = dialogs.filter(
    ({ content, externalReference, attachments, activities }) =>
      content.title?.value.every(({ value }) => value === externalReference) === true &&
      attachments.length === enclosures &&
      activities.map(({ type }) => type).join() === 'DialogCreated',
  );
  const references = new Set(dialogs.map(({ externalReference }) => externalReference));
  process.send?.({ dialogs: dialogs.length, references: references.size, whole: whole.length } satisfies LettersThere);
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ url: emulator.url } satisfies PlatformReady);
