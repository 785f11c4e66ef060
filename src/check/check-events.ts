import type { Settings } from '../config/settings.js';
import type { DialogDefinition } from '../dialogs/dialog-definition.js';
import { eventStreamsOf } from '../dialogs/event.js';
import { finding, type Findings } from './finding.js';

/** Whether the events that the kinds of dialog take can come in. */
// oxlint-disable-next-line require-await -- as all checks are
export async function* checkEvents(
  { EVENTS_SECRET }: Pick<Settings, 'EVENTS_SECRET'>,
  definitions: readonly DialogDefinition[],
): Findings {
  const types = eventStreamsOf(definitions).map(({ type }) => type);
  if (types.length === 0) return;
  yield EVENTS_SECRET === undefined
    ? finding(
        'fault',
        'events',
        `EVENTS_SECRET is not set: POST /events answers 404, though we take ${types.join(', ')}`,
      )
    : finding('ok', 'events', `POST /events takes ${types.join(', ')}; npm run subscribe asks for them`);
}
