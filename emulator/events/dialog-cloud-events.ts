import { randomUUID } from 'node:crypto';
import type { Activity, Dialog } from '../model/dialog.js';
import { momentOf } from '../json/json-values.js';

/** An event as Dialogporten publishes it (ICloudEventBus.cs). */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly resource: string;
  readonly resourceinstance: string;
  readonly subject: string;
  readonly source: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** The activities whose events are named without their first word. */
const activityTypes: Readonly<Record<string, string>> = { DialogCreated: 'created', DialogClosed: 'closed' };

/**
 * Events that Dialogporten sends to Altinn Events for a change that is not silent (DialogEventToAltinnForwarder.cs,
 * DialogActivityEventToAltinnForwarder.cs, CloudEventTypes.cs). Labels move neither the revision nor the log of who has
 * seen it.
 *
 * @param api the address of Dialogporten's API
 */
export function cloudEventsOf(
  before: Dialog | undefined,
  after: Dialog | undefined,
  { api, now }: { readonly api: string; readonly now: Date },
): readonly CloudEvent[] {
  const dialog = after ?? before!;
  const event = (type: string, path = '', data: CloudEvent['data'] = {}): CloudEvent => {
    const { process, precedingProcess } = dialog;
    const all = { ...data, ...(process && { process }), ...(precedingProcess && { precedingProcess }) };
    return {
      specversion: '1.0',
      id: randomUUID(),
      type: `dialogporten.dialog.${type}.v1`,
      time: momentOf(now),
      resource: dialog.serviceResource,
      resourceinstance: dialog.id,
      subject: dialog.party,
      source: `${api}/enduser/dialogs/${dialog.id}${path}`,
      ...(Object.keys(all).length > 0 && { data: all }),
    };
  };
  if (after === undefined) return [event('deleted')];
  const isDeleted = after.deletedAt !== undefined;
  const wasDeleted = before?.deletedAt !== undefined;
  if (isDeleted !== wasDeleted && before !== undefined) return [event(isDeleted ? 'deleted' : 'restored')];
  const known = before ?? { activities: [], transmissions: [], seenLog: [], revision: undefined };
  return [
    ...(before === undefined ? [event('created')] : []),
    ...(before !== undefined && after.revision !== before.revision ? [event('updated')] : []),
    ...after.seenLog.slice(known.seenLog.length).map(() => event('seen')),
    ...after.transmissions
      .slice(known.transmissions.length)
      .map(({ id, sender }) => event('transmission.created', `/transmissions/${id}`, { senderType: sender.actorType })),
    ...after.activities
      .slice(known.activities.length)
      .map((activity) => event(`activity.${named(activity)}`, `/activities/${activity.id}`, aboutActivity(activity))),
  ];
}

function named({ type }: Activity): string {
  return activityTypes[type] ?? type.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function aboutActivity({ id, extendedType }: Activity): Readonly<Record<string, string>> {
  return { activityId: id, ...(extendedType && { extendedActivityType: extendedType }) };
}
