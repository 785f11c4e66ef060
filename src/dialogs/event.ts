import type { DialogTitle } from './dialog.js';

/** An event (CloudEvents 1.0) as Altinn Events sends it: the attributes that are kept of it. Any other is dropped. */
export interface CloudEvent {
  /** Identifies the event, together with its source. */
  readonly id: string;
  readonly source: string;
  /** Such as `dialogporten.dialog.seen.v1`. */
  readonly type: string;
  /** When it happened (RFC 3339). */
  readonly time?: string;
  /** The party that it is about. Personal data, as the next one is. */
  readonly subject?: string;
  readonly alternativesubject?: string;
  /** The resource that it is an event of: Altinn Events lets only those publish it who may. */
  readonly resource?: string;
  /** The part of the resource that it is about: in an event of Dialogporten, the id of the dialog. */
  readonly resourceinstance?: string;
  /** The data of the event by its source, as JSON. */
  readonly data?: unknown;
}

/** The dialog that an event is for: by our id, or by the reference that it was opened with. */
export type EventTarget = { readonly id: string } | { readonly externalReference: string };

/** The resource that has the events. */
interface EventSource {
  /** Default: the definition's service resource, as of all events of Dialogporten. */
  readonly resource?: string;
}

/** An event that becomes an effect of a dialog: once, however often and in how many replicas it arrives. */
export interface EventForDialog extends EventSource {
  /** Names the effect. Its handler (`@EffectHandler()`) gets the {@link CloudEvent} as payload. */
  readonly effect: string;
  /** Default: the dialog that `resourceinstance` names. Undefined: it is for none. */
  dialogOf?(event: CloudEvent): EventTarget | undefined;
  /**
   * The outcome for an event whose dialog is not there: `drop`, the default, or `again`, where it may come before the
   * dialog is opened. Altinn Events then sends it again, for about two days.
   */
  readonly whenMissing?: 'drop' | 'again';
}

/** An event that opens a dialog, once. */
export interface EventThatOpens<Content = unknown> extends EventSource {
  /**
   * Content for opening the dialog; undefined: the event opens none. The party and the content are then held against
   * their rules, and an event that breaks them is refused.
   */
  opens(event: CloudEvent): OpenedByEvent<Content> | undefined;
}

/** An opening of a dialog by an event. */
export interface OpenedByEvent<Content> {
  readonly party: string;
  readonly title?: DialogTitle;
  readonly dueAt?: Date;
  readonly externalReference?: string;
  readonly content: Content;
}

/** The handling of the events of one type. */
export type EventRule<Content = unknown> = EventForDialog | EventThatOpens<Content>;

/** The rule of a definition for the events of a type, of a resource; undefined where it takes none of them. */
export function eventRuleOf(
  { serviceResource, events = {} }: EventTaker,
  { type, resource }: Pick<CloudEvent, 'type' | 'resource'>,
): EventRule | undefined {
  const rule = Object.hasOwn(events, type) ? events[type] : undefined;
  return rule !== undefined && (rule.resource ?? serviceResource) === resource ? rule : undefined;
}

/** As much of a definition as says which events it takes. */
export interface EventTaker {
  readonly serviceResource: string;
  readonly events?: Readonly<Record<string, EventRule>>;
}

/** Where events come from, as a subscription names them. */
export interface EventStream {
  readonly resource: string;
  readonly type: string;
}

/** The streams of events that definitions take, each once. */
export function eventStreamsOf(definitions: readonly EventTaker[]): readonly EventStream[] {
  const streams = definitions.flatMap(({ serviceResource, events = {} }) =>
    Object.entries(events).map(([type, { resource = serviceResource }]) => ({ resource, type })),
  );
  return [...new Map(streams.map((stream) => [`${stream.resource} ${stream.type}`, stream])).values()];
}

/** The longest type of an event, in characters. */
export const longestEventType = 255;

/** Faults for which a definition's events could never be subscribed to. */
export function* eventFaults({ events = {} }: EventTaker): Generator<string> {
  for (const [type, { resource }] of Object.entries(events)) {
    if (!/^\S+$/.test(type) || type.length > longestEventType) {
      yield `takes events of a type that is not 1 to ${longestEventType} characters long, without spaces: "${type}"`;
    }
    if (resource !== undefined && !/^urn:[a-z0-9-]+:\S+$/.test(resource)) {
      yield `takes events "${type}" of a resource that is no URN: "${resource}"`;
    }
  }
}
