import { isUuid } from 'nestjs-dialog-token';
import { type Answer, jsonIn, toResponse } from '../outgoing/outgoing.js';
import { newTraceId, traceparentOf } from '../logging/trace-id.js';
import { DialogportenError } from './dialogporten-error.js';
import { type DialogportenCall, refusal } from './dialogporten-refusal.js';
import type { CreateDialog, ServiceOwnerDialog, Transmission, UpdateDialog } from './dialogporten-types.js';
import type { paths } from './generated/openapi.js';
import type { MaskinportenTokens } from './maskinporten-tokens.js';
import { askPlatform } from './platform-fetch.js';

/** Where Dialogporten is, and how long it may take. */
export interface DialogportenClientOptions {
  /** Dialogporten's base URI, without `/api/v1`. */
  readonly baseUrl: string;
  /** How long each request may take. Default: 10 s. */
  readonly timeoutMs?: number | undefined;
  /** The current time, in milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** Status of Dialogporten's answer to a call that succeeded; an answer with another 2xx is not Dialogporten's. */
const statusOf: Readonly<Record<DialogportenCall, number>> = {
  create: 201,
  get: 200,
  replace: 204,
  'replace-transmission': 204,
  remove: 204,
  'get-labels': 200,
  'add-label': 204,
  'remove-label': 204,
};

/** The outcome of a change of a dialog. */
export interface Changed {
  /** The dialog's revision after the change; `undefined` if the answer did not tell, and reading the dialog will. */
  readonly revision: string | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /** The id of the trace (W3C Trace Context) of what causes the call. Default: one of its own. */
  readonly traceId?: string | undefined;
}

/** How a change is made. */
export interface ChangeOptions extends CallOptions {
  /** The dialog must still have this revision, else the outcome is `precondition-failed`. */
  readonly revision?: string | undefined;
  /** It is not told of: no event, and the dialog stays in the folder where the user put it. */
  readonly isSilent?: boolean | undefined;
}

/** A call as it is sent. */
interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the contract has it, … */
  readonly path: keyof paths;
  /** … and what stands in its braces. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly revision?: string | undefined;
  readonly isSilent?: boolean | undefined;
  readonly body?: object;
}

/**
 * Dialogporten's service owner API, as far as we use it. Every method sends one request, and a second one with a new
 * token when the first is answered 401; other repetition is up to the caller.
 *
 * Every method throws a {@link DialogportenError} when it fails, whose `outcome` says what to do about it.
 */
export class DialogportenClient {
  /** Told of every call: its status, none where there was no answer, and how long it took, in seconds. */
  onCall: (operation: DialogportenCall, status: number | undefined, seconds: number) => void = () => undefined;
  private readonly baseUrl: string;
  private readonly timeoutMs: number;
  private readonly now: () => number;

  constructor(
    private readonly tokens: MaskinportenTokens,
    { baseUrl, timeoutMs = 10_000, now = Date.now }: DialogportenClientOptions,
  ) {
    this.baseUrl = baseUrl.replace(/\/$/, '');
    this.timeoutMs = timeoutMs;
    this.now = now;
  }

  /** Creates a dialog. With an `id` or `idempotentKey` of our own it may be repeated: the second time is `already-exists`. */
  async create(dialog: CreateDialog, { isSilent, traceId }: Omit<ChangeOptions, 'revision'> = {}): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs';
    const answer = await this.call('create', { method: 'POST', path, isSilent, body: dialog }, traceId);
    const id = dataOf('create', answer);
    if (isUuid(id) && isUuid(dialog.id) && !isSame(id, dialog.id)) throw unreadable('create');
    return changed(answer);
  }

  /** Reads a dialog, also one that is deleted: then it has `deletedAt`. */
  async get(dialogId: string, { traceId }: CallOptions = {}): Promise<ServiceOwnerDialog> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const answer = await this.call('get', { method: 'GET', path, ids: { dialogId } }, traceId);
    const data = Object(dataOf('get', answer)) as Partial<ServiceOwnerDialog>;
    const { id, revision } = data;
    const [activities, transmissions] = [withIds(data.activities), withIds(data.transmissions)];
    if (!isUuid(id) || !isSame(id, dialogId) || !isUuid(revision) || !activities || !transmissions) {
      throw unreadable('get');
    }
    return { ...data, id, revision, activities, transmissions };
  }

  /**
   * Replaces what a dialog shows, and appends the activities and transmissions given. If one of those is there already,
   * nothing is changed (`already-exists`).
   */
  async replace(
    dialogId: string,
    dialog: UpdateDialog,
    { revision, isSilent, traceId }: ChangeOptions = {},
  ): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const asked = { method: 'PUT', path, ids: { dialogId }, revision, isSilent, body: dialog } as const;
    return changed(await this.call('replace', asked, traceId));
  }

  /**
   * Replaces a transmission that a dialog has, always silently. Our token needs the scope `changeTransmissionsScope`.
   */
  async replaceTransmission(
    dialogId: string,
    { id: transmissionId, ...transmission }: Transmission & { readonly id: string },
    { revision, traceId }: Omit<ChangeOptions, 'isSilent'> = {},
  ): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/transmissions/{transmissionId}';
    const body = { ...transmission, isSilentUpdate: true };
    const asked = { method: 'PUT', path, ids: { dialogId, transmissionId }, revision, body } as const;
    return changed(await this.call('replace-transmission', asked, traceId));
  }

  /**
   * Deletes a dialog softly: end users see it no longer, {@link get} does. Deleting it again is `gone`.
   */
  async remove(dialogId: string, { revision, traceId }: Omit<ChangeOptions, 'isSilent'> = {}): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    return changed(await this.call('remove', { method: 'DELETE', path, ids: { dialogId }, revision }, traceId));
  }

  /** The labels of the service owner's systems that a dialog has. They are no part of its revision. */
  async labels(dialogId: string, { traceId }: CallOptions = {}): Promise<readonly string[]> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/context/labels';
    const asked = { method: 'GET', path, ids: { dialogId } } as const;
    const data = dataOf('get-labels', await this.call('get-labels', asked, traceId));
    if (!Array.isArray(data)) throw unreadable('get-labels');
    return data.flatMap((label: { readonly value?: string } | null) => label?.value ?? []);
  }

  /** Adds a label, without a word to users. One that is there already is `already-exists`. */
  async addLabel(dialogId: string, value: string, { traceId }: CallOptions = {}): Promise<void> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/context/labels';
    await this.call('add-label', { method: 'POST', path, ids: { dialogId }, body: { value } }, traceId);
  }

  /** Takes a label off, without a word to users. One that is not there is `precondition-failed`. */
  async removeLabel(dialogId: string, label: string, { traceId }: CallOptions = {}): Promise<void> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/context/labels/{label}';
    await this.call('remove-label', { method: 'DELETE', path, ids: { dialogId, label } }, traceId);
  }

  /** A token may be withdrawn before it expires: a 401 costs one new token and one more try. */
  private async call(operation: DialogportenCall, asked: Asked, traceId = newTraceId()): Promise<Answer> {
    const attempt = this.attempts(operation, asked, traceId);
    const token = await this.tokens.token();
    let answer = await attempt(token);
    if (answer.status === 401) {
      this.tokens.forget(token);
      answer = await attempt(await this.tokens.token());
    }
    if (answer.status === statusOf[operation]) return answer;
    if (answer.status < 300) throw unreadable(operation);
    throw refusal(operation, toResponse(answer), jsonIn(answer), { now: this.now(), traceId });
  }

  private attempts(
    operation: DialogportenCall,
    { method, path, ids = {}, revision, isSilent = false, body }: Asked,
    traceId: string,
  ): (token: string) => Promise<Answer> {
    const asked = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));
    // The contract does not list the parameter.
    const url = `${this.baseUrl}${asked}${isSilent ? '?isSilentUpdate=true' : ''}`;
    const text = body && JSON.stringify(body);
    return async (token) => {
      const headers = {
        authorization: `Bearer ${token}`,
        traceparent: traceparentOf(traceId),
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...(revision !== undefined && { 'if-match': revision }),
      };
      const startedAt = performance.now();
      let status: number | undefined;
      try {
        const answer = await askPlatform(url, this.timeoutMs, { method, headers, body: text });
        status = answer.status;
        return answer;
      } finally {
        this.onCall(operation, status, (performance.now() - startedAt) / 1000);
      }
    };
  }
}

/** @throws {DialogportenError} where it is not what the contract says. */
function dataOf(operation: DialogportenCall, { body }: Answer): unknown {
  try {
    return body.length === 0 ? undefined : JSON.parse(body.toString());
  } catch {
    throw unreadable(operation);
  }
}

/** A proxy in front of Dialogporten, such as one that tells of maintenance, may answer 200 with a page of its own. */
function unreadable(operation: DialogportenCall): DialogportenError {
  return new DialogportenError('retry', `Dialogporten's answer to ${operation} is not what its contract says`);
}

/**
 * The entity tag is the revision; a proxy that compresses may have made it weak (RFC 9110 §8.8.1), or put another in its
 * place, which is none.
 */
function changed({ headers }: Answer): Changed {
  const tag = headers.etag?.replace(/^(?:W\/)?"?([^"]*)"?$/, '$1');
  return { revision: isUuid(tag) ? tag : undefined };
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** @returns `undefined` where they are not what a dialog has. */
function withIds<Entity extends { id?: string }>(
  entities: Entity[] | null | undefined,
): (Entity & { id: string })[] | undefined {
  const list = entities ?? [];
  if (!Array.isArray(list) || list.some((entity) => typeof entity !== 'object' || entity === null)) return undefined;
  return list.filter((entity): entity is Entity & { id: string } => typeof entity.id === 'string');
}
