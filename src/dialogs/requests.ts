import type { DialogToken } from '../dialog-token/index.js';
import { digestOf } from '../http/digest.js';
import type { DialogChange } from './dialog-definition.js';
import type { DialogTitle } from './dialog.js';

/** What a service owner says of a dialog that is to be opened. */
export interface OpenDialog {
  readonly id?: string;
  readonly party: string;
  /** Default: the first of ours. */
  readonly serviceResource?: string;
  readonly title?: DialogTitle;
  readonly dueAt?: Date;
  readonly externalReference?: string;
}

/** Identifies a request of a service owner, so that a repeat of it opens no second dialog. */
export interface RequestIdentity {
  readonly clientId: string;
  readonly idempotencyKey: string;
  /** A digest of the body: another body under the same key is another request. */
  readonly bodyHash: string;
}

/** A request that changes a dialog, and how it is known again when it is repeated. */
export interface ChangeRequest {
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
export function requestOfToken({ id, expiresAt }: DialogToken, { type, ...content }: DialogChange): ChangeRequest {
  return {
    requester: id,
    request: Object.keys(content).length === 0 ? type : `${type} ${digestOf(content)}`,
    expiresAt: new Date(expiresAt * 1000 + memoryMs),
  };
}

/** A service owner's request is the same one when its client gives it the same key. */
export function requestOfClient({ clientId, idempotencyKey, bodyHash }: RequestIdentity, now: Date): ChangeRequest {
  return {
    requester: `client ${clientId}`,
    request: `key ${idempotencyKey}`,
    bodyHash,
    expiresAt: new Date(now.getTime() + keyMemoryMs),
  };
}
