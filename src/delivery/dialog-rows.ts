import { eq, sql } from '../database/drizzle.js';
import { preparedQuery } from '../database/prepared.js';
import { type DialogRow, dialogs } from '../database/schema.js';

/**
 * Lease of a dialog, in seconds: for so long it is left to the process that delivers it. A process that is alive renews the
 * lease; one that died leaves the dialog to the others in time for the ten seconds that a 202 promises.
 */
const leaseSeconds = 6;

/** When the next attempt of a dialog is due that a process has on lease from now on. */
export const leased = sql`now() + make_interval(secs => ${leaseSeconds}::float8)`;

/** No version of the dialog is rejected. */
export const notRejected = { rejectedVersion: 0, rejectedVersions: [], rejectedAt: null, rejectedReason: null };

/** A dialog's row. */
export const dialogById = preparedQuery<{ id: string }, DialogRow[]>('dialog_by_id', (queries, { id }) =>
  queries.select().from(dialogs).where(eq(dialogs.id, id)),
);
