import createClient, { type Client } from 'openapi-fetch';
import { DialogportenError } from './dialogporten-error.js';
import { type Operation, refusal } from './dialogporten-refusal.js';
import type { Activity, CreateDialog, ServiceOwnerDialog, Transmission, UpdateDialog } from './dialogporten-types.js';
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

/** What a change made of a dialog. */
export interface Changed {
  /** The dialog's revision after the change; `undefined` if the answer did not tell, and reading the dialog will. */
  readonly revision: string | undefined;
}

type Authorization = { readonly authorization: string };
type Answer = { readonly response: Response; readonly error?: unknown };

/**
 * Dialogporten's service owner API, as far as we use it. Every method sends one request, and a second one with a new
 * token when the first is answered 401; other repetition is up to the caller.
 *
 * Every method throws a {@link DialogportenError} when it fails, whose `remedy` says what to do about it.
 */
export class DialogportenClient {
  private readonly api: Client<paths>;
  private readonly now: () => number;

  constructor(
    private readonly tokens: MaskinportenTokens,
    { baseUrl, timeoutMs = 10_000, now = Date.now }: DialogportenClientOptions,
  ) {
    this.now = now;
    this.api = createClient<paths>({ baseUrl, fetch: (request) => platformFetch(request, timeoutMs) });
  }

  /** Creates a dialog. With an `id` or `idempotentKey` of our own it may be repeated: the second time is `done-before`. */
  async create(dialog: CreateDialog): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs';
    return changed(await this.call('create', (headers) => this.api.POST(path, { headers, body: dialog })));
  }

  /** Reads a dialog, also one that is deleted: then it has `deletedAt`. */
  async get(dialogId: string): Promise<ServiceOwnerDialog> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const params = { path: { dialogId } };
    const { data } = await this.call('get', (headers) => this.api.GET(path, { headers, params }));
    const { id, revision, activities, transmissions } = data ?? {};
    if (id === undefined || revision === undefined) throw unreadable('get');
    return { ...data, id, revision, activities: withIds(activities), transmissions: withIds(transmissions) };
  }

  /**
   * Replaces what a dialog shows, and appends the activities and transmissions given. If one of those is there already,
   * nothing is changed (`done-before`).
   *
   * @param revision - when given, the dialog must still have it, else the outcome is `stale`
   */
  async replace(dialogId: string, dialog: UpdateDialog, revision?: string): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const params = { path: { dialogId }, header: { 'if-Match': revision ?? null } };
    return changed(await this.call('replace', (headers) => this.api.PUT(path, { headers, params, body: dialog })));
  }

  /**
   * Deletes a dialog softly: end users see it no longer, {@link get} does. Deleting it again is `gone`.
   *
   * @param revision - when given, the dialog must still have it, else the outcome is `stale`
   */
  async remove(dialogId: string, revision?: string): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}';
    const params = { path: { dialogId }, header: { 'if-Match': revision ?? null } };
    return changed(await this.call('remove', (headers) => this.api.DELETE(path, { headers, params })));
  }

  /** Adds a transmission. With an `id` or `idempotentKey` of our own it may be repeated: the second time is `done-before`. */
  async addTransmission(dialogId: string, transmission: Transmission): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/transmissions';
    const init = { params: { path: { dialogId } }, body: transmission };
    return changed(await this.call('addTransmission', (headers) => this.api.POST(path, { ...init, headers })));
  }

  /** Adds an activity. With an `id` of our own it may be repeated: the second time is `done-before`. */
  async addActivity(dialogId: string, activity: Activity): Promise<Changed> {
    const path = '/api/v1/serviceowner/dialogs/{dialogId}/activities';
    const init = { params: { path: { dialogId } }, body: activity };
    return changed(await this.call('addActivity', (headers) => this.api.POST(path, { ...init, headers })));
  }

  /** A token may be withdrawn before it expires: a 401 costs one new token and one more try. */
  private async call<A extends Answer>(operation: Operation, send: (headers: Authorization) => Promise<A>): Promise<A> {
    const token = await this.tokens.token();
    let answer = await attempt(operation, send, token);
    if (answer.response.status === 401) {
      this.tokens.forget(token);
      answer = await attempt(operation, send, await this.tokens.token());
    }
    if (!answer.response.ok) throw refusal(operation, answer.response, answer.error, this.now());
    return answer;
  }
}

async function attempt<A>(
  operation: Operation,
  send: (headers: Authorization) => Promise<A>,
  token: string,
): Promise<A> {
  try {
    return await send({ authorization: `Bearer ${token}` });
  } catch (error) {
    if ((error as Error).name === 'SyntaxError') throw unreadable(operation);
    throw error;
  }
}

/** A proxy in front of Dialogporten, such as one that tells of maintenance, may answer 200 with a page of its own. */
function unreadable(operation: Operation): DialogportenError {
  return new DialogportenError('retry', `Dialogporten's answer to ${operation} is not what its contract says`);
}

/** The entity tag is the revision; a proxy that compresses may have made it weak (RFC 9110 §8.8.1). */
function changed({ response }: Answer): Changed {
  return { revision: response.headers.get('etag')?.replace(/^(?:W\/)?"?([^"]*)"?$/, '$1') };
}

function withIds<Entity extends { id?: string }>(entities: Entity[] | null | undefined): (Entity & { id: string })[] {
  return (entities ?? []).filter((entity): entity is Entity & { id: string } => entity.id !== undefined);
}
