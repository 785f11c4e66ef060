import { and, eq } from '../database/drizzle.js';
import type { Queries } from '../database/database.js';
import { creationRequests, performedActions } from '../database/schema.js';
import type { IdempotencyRecord } from './idempotency.js';

/** The dialog that was opened with an idempotency key. */
interface Creation {
  readonly clientId: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly dialogId: string;
}

/** The version of the dialog that an earlier request with this key has made. */
export async function findIdempotencyRecord(
  queries: Queries,
  dialogId: string,
  { requester, request }: Pick<IdempotencyRecord, 'requester' | 'request'>,
): Promise<{ readonly version: number; readonly bodyHash: string | null } | undefined> {
  const { version, bodyHash } = performedActions;
  const [row] = await queries
    .select({ version, bodyHash })
    .from(performedActions)
    .where(
      and(
        eq(performedActions.requester, requester),
        eq(performedActions.dialogId, dialogId),
        eq(performedActions.request, request),
      ),
    );
  return row;
}

/** @returns whether the event has not come to that dialog before. A transaction of another replica that notes it is waited for. */
export async function recordEvent(
  queries: Queries,
  { dialogId, name, expiresAt }: { readonly dialogId: string; readonly name: string; readonly expiresAt: Date },
): Promise<boolean> {
  const event = { requester: 'events', dialogId, request: name, version: 0, expiresAt };
  const inserted = await queries.insert(performedActions).values(event).onConflictDoNothing().returning();
  return inserted.length > 0;
}

/** @returns the earlier creation with the same key, if this one is not the first. */
export async function recordCreation(queries: Queries, creation: Creation): Promise<Creation | undefined> {
  const inserted = await queries.insert(creationRequests).values(creation).onConflictDoNothing().returning();
  if (inserted.length > 0) return undefined;
  const [earlier] = await queries
    .select()
    .from(creationRequests)
    .where(and(eq(creationRequests.clientId, creation.clientId), eq(creationRequests.key, creation.key)));
  return earlier;
}
