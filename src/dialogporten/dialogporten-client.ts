import createClient, { type Client } from 'openapi-fetch';
import { isUuid } from '../dialog-token/index.js';
import { newTraceId, traceparentOf } from '../http/trace-id.js';
import { DialogportenError } from './dialogporten-error.js';
import { type Operation, refusal } from './dialogporten-refusal.js';
import type { CreateDialog, ServiceOwnerDialog, Transmission, UpdateDialog } from './dialogporten-types.js';
import type { paths } from './generated/openapi.js';
import type { MaskinportenTokens } from './maskinporten-tokens.js';
import { platformFetch } from './platform-fetch.js';

/** Where Dialogporten is, and how long it may take. */
export interface DialogportenClientOptions {
  /** Dialogporten's base URI, without `/api/v1`. */
  readonly baseUrl: string;
  /** How long each request may take. Default: 10 s. */
  readonly timeoutMs?: number | undefined;
  /** The current time, in milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** What Dialogporten answers when it has done what it was asked; an answer with another 2xx is not Dialogporten's. */
const statusOf: Readonly<Record<Operation, number>> = {
  create: 201,
  get: 200,
  replace: 204,
  'replace-transmission': 204,
  remove: 204,
  'get-labels': 200,
  'add-label': 204,
  'remove-label': 204,
};

/** What a change made of a dialog. */
export interface Changed {
  /** The dialog's revision after the change; `undefined` if the answer did not tell, and reading the dialog will. */
  readonly revision: string | undefined;
}

/** What a call is a part of. */
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

type CallHeaders = { readonly authorization: string; readonly traceparent: string };
type Answer = { readonly response: Response; readonly error?: unknown };

/**
 * Dialogporten's service owner API, as far as we use it. Every method sends one request, and a second one with a new
 * token when the first is answered 401; other repetition is up to the caller.
 *
 * Every method throws a {@link DialogportenError} when it fails, whose `outcome` says what to do about it.
 */
export class DialogportenClient {
  /** Told of every call: its status, none where there was no answer, and how long it took, in seconds. */
  onCall: (operation: Operation, status: number | undefined, seconds: number) => void = () => undefined;
  private readonly api: Client<paths>;
  private readonly now: () => number;

  constructor(
    private readonly tokens: MaskinportenTokens,
    { baseUrl, timeoutMs = 10_000, now = Date.now }: DialogportenClientOptions,
  ) {
    this.now = now;
    this.api = createClient<paths>({
      baseUrl,
      Request: PlainRequest as unknown as typeof Request,
      fetch: (request) => (request as unknown as PlainRequest).send(timeoutMs),
    });
  }

  /** Creates a dialog. With an `id` or `idempotentKey` of our own it may be repeated: the second time is `already-exists`. */
  async create(dialog: CreateDialog, { isSilent, traceId }: Omit<ChangeOptions, 'revision'> = {}): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs';
    const params = silently(isSilent);
    const send = (headers: CallHeaders) => this.api.POST(path, { headers, params, body: dialog });
    const answer = await this.call('create', send, traceId);
    if (isUuid(answer.data) && isUuid(dialog.id) && !isSame(answer.data, dialog.id)) throw unreadable('create');
    return changed(answer);
  }

  /** Reads a dialog, also one that is deleted: then it has `deletedAt`. */
  async get(dialogId: string, { traceId }: CallOptions = {}): Promise<ServiceOwnerDialog> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const params = { path: { dialogId } };
    const { data } = await this.call('get', (headers) => this.api.GET(path, { headers, params }), traceId);
    const { id, revision } = data ?? {};
    const [activities, transmissions] = [withIds(data?.activities), withIds(data?.transmissions)];
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
    const params = { path: { dialogId }, header: { 'if-Match': revision ?? null }, ...silently(isSilent) };
    return changed(
      await this.call('replace', (headers) => this.api.PUT(path, { headers, params, body: dialog }), traceId),
    );
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
    const params = { path: { dialogId, transmissionId }, header: { 'if-Match': revision ?? null } };
    const body = { ...transmission, isSilentUpdate: true };
    const send = (headers: CallHeaders) => this.api.PUT(path, { headers, params, body });
    return changed(await this.call('replace-transmission', send, traceId));
  }

  /**
   * Deletes a dialog softly: end users see it no longer, {@link get} does. Deleting it again is `gone`.
   */
  async remove(dialogId: string, { revision, traceId }: Omit<ChangeOptions, 'isSilent'> = {}): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const params = { path: { dialogId }, header: { 'if-Match': revision ?? null } };
    return changed(await this.call('remove', (headers) => this.api.DELETE(path, { headers, params }), traceId));
  }

  /** The labels of the service owner's systems that a dialog has. They are no part of its revision. */
  async labels(dialogId: string, { traceId }: CallOptions = {}): Promise<readonly string[]> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/context/labels';
    const send = (headers: CallHeaders) => this.api.GET(path, { headers, params: { path: { dialogId } } });
    const { data } = await this.call('get-labels', send, traceId);
    if (!Array.isArray(data)) throw unreadable('get-labels');
    return data.flatMap((label) => label?.value ?? []);
  }

  /** Adds a label, without a word to users. One that is there already is `already-exists`. */
  async addLabel(dialogId: string, value: string, { traceId }: CallOptions = {}): Promise<void> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/context/labels';
    const params = { path: { dialogId } };
    await this.call('add-label', (headers) => this.api.POST(path, { headers, params, body: { value } }), traceId);
  }

  /** Takes a label off, without a word to users. One that is not there is `precondition-failed`. */
  async removeLabel(dialogId: string, label: string, { traceId }: CallOptions = {}): Promise<void> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/context/labels/{label}';
    const params = { path: { dialogId, label } };
    await this.call('remove-label', (headers) => this.api.DELETE(path, { headers, params }), traceId);
  }

  /** A token may be withdrawn before it expires: a 401 costs one new token and one more try. */
  private async call<A extends Answer>(
    operation: Operation,
    send: (headers: CallHeaders) => Promise<A>,
    traceId = newTraceId(),
  ): Promise<A> {
    const token = await this.tokens.token();
    let answer = await this.attempt(operation, send, { token, traceId });
    if (answer.response.status === 401) {
      this.tokens.forget(token);
      answer = await this.attempt(operation, send, { token: await this.tokens.token(), traceId });
    }
    if (answer.response.status === statusOf[operation]) return answer;
    if (answer.response.ok) throw unreadable(operation);
    throw refusal(operation, answer.response, answer.error, { now: this.now(), traceId });
  }

  private async attempt<A extends Answer>(
    operation: Operation,
    send: (headers: CallHeaders) => Promise<A>,
    { token, traceId }: { readonly token: string; readonly traceId: string },
  ): Promise<A> {
    const startedAt = performance.now();
    let status: number | undefined;
    try {
      const answer = await send({ authorization: `Bearer ${token}`, traceparent: traceparentOf(traceId) });
      status = answer.response.status;
      return answer;
    } catch (error) {
      if ((error as Error).name === 'SyntaxError') throw unreadable(operation);
      throw error;
    } finally {
      this.onCall(operation, status, (performance.now() - startedAt) / 1000);
    }
  }
}

/** What openapi-fetch makes of a call: as a `Request` its body would become a stream, which costs more than the call. */
class PlainRequest {
  readonly #url: string;
  readonly #init: RequestInit;

  constructor(url: string, init: RequestInit) {
    this.#url = url;
    this.#init = init;
  }

  send(timeoutMs: number): Promise<Response> {
    const { method, headers, body } = this.#init;
    return platformFetch(this.#url, timeoutMs, {
      method,
      headers: Object.fromEntries(headers as Headers),
      body: body as string | undefined,
    });
  }
}

/** A parameter that Dialogporten's contract does not list. */
function silently(isSilent = false): { query?: never } {
  return isSilent ? ({ query: { isSilentUpdate: true } } as object) : {};
}

/** A proxy in front of Dialogporten, such as one that tells of maintenance, may answer 200 with a page of its own. */
function unreadable(operation: Operation): DialogportenError {
  return new DialogportenError('retry', `Dialogporten's answer to ${operation} is not what its contract says`);
}

/**
 * The entity tag is the revision; a proxy that compresses may have made it weak (RFC 9110 §8.8.1), or put another in its
 * place, which is none.
 */
function changed({ response }: Answer): Changed {
  const tag = response.headers.get('etag')?.replace(/^(?:W\/)?"?([^"]*)"?$/, '$1');
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
