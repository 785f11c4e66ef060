import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * The tables. What the columns of type `jsonb` hold is the business of the module that owns the row (`dialogs/`), so
 * it is typed there.
 */
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Our dialogs: the truth, of which Dialogporten shows a projection. */
export const dialogs = pgTable(
  'dialogs',
  {
    id: uuid('id').primaryKey(),
    party: text('party').notNull(),
    serviceResource: text('service_resource').notNull(),
    title: jsonb('title'),
    dueAt: instant('due_at'),
    externalReference: text('external_reference'),
    /** The state, by the rules of the dialog's definition. */
    state: jsonb('state').notNull(),
    /** Counts the changes; the first one is 1. */
    version: integer('version').notNull().default(1),
    /** The newest version that Dialogporten is known to have; 0 before it has the dialog at all. */
    deliveredVersion: integer('delivered_version').notNull().default(0),
    /** The newest version that Dialogporten rejected. */
    rejectedVersion: integer('rejected_version').notNull().default(0),
    /** Since when Dialogporten has not had our newest version. */
    undeliveredSince: instant('undelivered_since'),
    /** When we found that Dialogporten no longer has the dialog, though we had not deleted it. */
    goneAt: instant('gone_at'),
    /** Dialogporten's revision after we wrote to it last. */
    revision: uuid('revision'),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    index('dialogs_undelivered')
      .on(table.undeliveredSince)
      .where(sql`undelivered_since IS NOT NULL`),
  ],
);

export type DialogRow = typeof dialogs.$inferSelect;

/** What has happened to a dialog, as Dialogporten is told of it: activities and transmissions, each with the id it has there. */
export const history = pgTable(
  'dialog_history',
  {
    id: uuid('id').primaryKey(),
    dialogId: uuid('dialog_id')
      .notNull()
      .references(() => dialogs.id, { onDelete: 'cascade' }),
    /** The version of the dialog that this came with. */
    version: integer('version').notNull(),
    entry: jsonb('entry').notNull(),
    happenedAt: instant('happened_at').notNull(),
  },
  (table) => [index('dialog_history_by_dialog').on(table.dialogId, table.version)],
);

export type HistoryRow = Pick<typeof history.$inferSelect, 'id' | 'version' | 'entry' | 'happenedAt'>;

/** Which token has performed which action: what makes a repeated press harmless. */
export const performedActions = pgTable(
  'performed_actions',
  {
    tokenId: text('token_id').notNull(),
    action: text('action').notNull(),
    dialogId: uuid('dialog_id').notNull(),
    /** The version of the dialog that the action made. */
    version: integer('version').notNull(),
    /** When the token can no longer be used, and this may be forgotten. */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tokenId, table.action] }),
    index('performed_actions_by_expiry').on(table.expiresAt),
  ],
);

/** Who has opened which transmission: Dialogporten is told once. */
export const transmissionOpenings = pgTable(
  'transmission_openings',
  {
    transmissionId: uuid('transmission_id').notNull(),
    actorId: text('actor_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.transmissionId, table.actorId] })],
);

/** Which request of a service owner made which dialog (`Idempotency-Key`). */
export const creationRequests = pgTable(
  'creation_requests',
  {
    clientId: text('client_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of the request's body. */
    bodyHash: text('body_hash').notNull(),
    dialogId: uuid('dialog_id').notNull(),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.clientId, table.key] })],
);
