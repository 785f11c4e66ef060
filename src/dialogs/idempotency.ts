import type { DialogToken } from 'nestjs-dialog-token';
import type { DialogChange } from './dialog-definition.js';
import type { DialogTitle } from './dialog.js';
import type { Actor } from './history.js';
import { createHash } from 'node:crypto';

/** The fields of a dialog that a service owner opens. */
export interface OpenDialog {
  readonly id?: string;
  readonly party: string;
  /** Default: the first of ours. */
  readonly serviceResource?: string;
  readonly title?: DialogTitle;
  readonly dueAt?: Date;
  readonly externalReference?: string;
  /** The performer, where that is not the service owner by itself. */
  readonly performedBy?: Actor;
  /** Contents for the definition's kind of dialog; they have been held against `opening.body`. */
  readonly content?: unknown;
}

/** The caller of a request of the service owner's, and the means to recognise a repeated request. */
export interface ServiceOwnerRequest {
  readonly clientId: string;
  /** The number of the organisation that the client acts for: the dialogs that it opened are its own. */
  readonly organization: string;
  /** `Idempotency-Key`: a repeat with the same key changes nothing. */
  readonly idempotencyKey?: string;
  /** A digest of the body: another body under the same key is another request. */
  readonly bodyHash: string;
  /** On whose behalf the change is made, where that is not the service owner's own: the history says so. */
  readonly performedBy?: Actor | undefined;
}

/** A change that code of the feature's own asks for. */
export interface OwnChange {
  /** Names the change within its dialog, so that it is made once: at most 200 characters. */
  readonly name?: string;
  readonly performedBy?: Actor | undefined;
}

/** A {@link ServiceOwnerRequest} with an idempotency key. */
export type KeyedRequest = ServiceOwnerRequest & { readonly idempotencyKey: string };

/** Recognises a repeated opening of a dialog, and names the dialog's owner; default: the first of ours. */
export type OpeningKey = Omit<KeyedRequest, 'organization'> & { readonly organization?: string | undefined };

/** Stored of a request with the change that it made: a repeat of the request is recognised by it. */
export interface IdempotencyRecord {
  /** The id of the token that came with it or, for a service owner's system, that of its client. */
  readonly requester: string;
  /** The action, with the digest of the body where it had one, or the service owner's idempotency key. */
  readonly request: string;
  /** Of a request that is named by an idempotency key. */
  readonly bodyHash?: string;
  /** When it can no longer be repeated. */
  readonly expiresAt: Date;
}

/** How long after its token has expired a performed action is still remembered, in milliseconds: more than any clock tolerance. */
const memoryMs = 600_000;

/** For how long a service owner's request is known again by its idempotency key, in milliseconds: 30 days. */
const keyMemoryMs = 30 * 86_400_000;

/** An end user's request is the same one when it asks for the same change with the same token. */
export function recordOfToken({ id, expiresAt }: DialogToken, { type, ...content }: DialogChange): IdempotencyRecord {
  return {
    requester: id,
    request: Object.keys(content).length === 0 ? type : `${type} ${digestOf(content)}`,
    expiresAt: new Date(expiresAt * 1000 + memoryMs),
  };
}

/** Until when an event is known again that comes now; Altinn Events sends one for about two days. */
export function eventKnownUntil(now: Date): Date {
  return new Date(now.getTime() + keyMemoryMs);
}

/** A service owner's request is the same one when its client gives it the same key; without a key it is no repeat of any. */
export function recordOfClient(
  { clientId, idempotencyKey, bodyHash }: Pick<ServiceOwnerRequest, 'clientId' | 'idempotencyKey' | 'bodyHash'>,
  now: Date,
): IdempotencyRecord | undefined {
  if (idempotencyKey === undefined) return undefined;
  return {
    requester: `client ${clientId}`,
    request: `key ${idempotencyKey}`,
    bodyHash,
    expiresAt: new Date(now.getTime() + keyMemoryMs),
  };
}

/** A digest of a value that is JSON, independent of the order of its members. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}

function canonicalJson(value: unknown): string {
  const sorted = JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  return sorted ?? '';
}
