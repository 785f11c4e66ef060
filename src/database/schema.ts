import { boolean, index, integer, jsonb, pgTable, primaryKey, sql, text, timestamp, uuid } from './drizzle.js';

/** The tables. Columns of type `jsonb` are typed by the module that owns the row (`dialogs/`). */
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
    /** The number of the organisation whose system opened the dialog. None: opened before owners were kept. */
    owner: text('owner'),
    /** The state, by the rules of the dialog's definition. */
    state: jsonb('state').notNull(),
    /** Counts the changes; the first one is 1. */
    version: integer('version').notNull().default(1),
    /** The newest version that Dialogporten is known to have; 0 before it has the dialog at all. */
    deliveredVersion: integer('delivered_version').notNull().default(0),
    /** Since when Dialogporten has not had our newest version, while there is still something to do about that. */
    undeliveredSince: instant('undelivered_since'),
    /** When the next attempt to deliver the dialog is due, or the lease of the present one ends. None: nothing to do. */
    nextAttemptAt: instant('next_attempt_at'),
    /** Attempts that have failed since the last success, for a reason of the dialog's own; above 0 they are made in the retry lane. */
    attempts: integer('attempts').notNull().default(0),
    /** Why the last attempt failed. */
    lastFailure: text('last_failure'),
    /** The version that Dialogporten rejected last; 0 when it has taken a later one, or never rejected any. */
    rejectedVersion: integer('rejected_version').notNull().default(0),
    /** Every version that it has rejected since it took one, that one too: their requests are told so when they are repeated. */
    rejectedVersions: integer('rejected_versions')
      .array()
      .notNull()
      .default(sql`'{}'`),
    rejectedAt: instant('rejected_at'),
    rejectedReason: text('rejected_reason'),
    /** When we found that Dialogporten no longer has the dialog, though we had not deleted it. */
    goneAt: instant('gone_at'),
    /** Dialogporten's revision after we wrote to it last. */
    revision: uuid('revision'),
    /**
     * Parts that others have added to the dialog in Dialogporten, as of that revision: to be kept when ours is written.
     */
    others: jsonb('others'),
    /**
     * Parts of the dialog that are ours, as far as Dialogporten may have them: search tags, parts of the content, ids
     * by name.
     */
    ours: jsonb('ours'),
    /** The changes that Dialogporten does not have yet, oldest first. */
    pending: jsonb('pending'),
    /** Whether the dialog is to be delivered anew although it has not changed (`npm run republish`). */
    republish: boolean('republish').notNull().default(false),
    /** The version as of which retention has removed what it could: it looks at the dialog again when that has changed. */
    tidiedVersion: integer('tidied_version').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    index('dialogs_due_by_lane')
      .on(sql`(attempts > 0)`, table.nextAttemptAt)
      .where(sql`next_attempt_at IS NOT NULL`),
    index('dialogs_undelivered')
      .on(table.undeliveredSince)
      .where(sql`undelivered_since IS NOT NULL`),
    index('dialogs_rejected')
      .on(table.rejectedAt)
      .where(sql`rejected_at IS NOT NULL`),
    index('dialogs_untidied')
      .on(table.id)
      .where(sql`tidied_version < version`),
    index('dialogs_by_state').on(
      table.serviceResource,
      sql`(state ->> 'state')`,
      sql`(coalesce(owner, ''))`,
      table.changedAt,
      table.id,
    ),
    index('dialogs_by_change').on(table.serviceResource, sql`(coalesce(owner, ''))`, table.changedAt, table.id),
    index('dialogs_by_creation').on(table.serviceResource, sql`(coalesce(owner, ''))`, table.createdAt, table.id),
    index('dialogs_by_party').on(table.party, table.changedAt, table.id),
    index('dialogs_by_reference')
      .on(table.externalReference, table.changedAt, table.id)
      .where(sql`external_reference IS NOT NULL`),
  ],
);

export type DialogRow = typeof dialogs.$inferSelect;

/** The history of a dialog for Dialogporten: activities and transmissions, each with the id it has there. */
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
    /** When Dialogporten refused the entry, while it took the change that the entry came with. */
    refusedAt: instant('refused_at'),
    refusedReason: text('refused_reason'),
  },
  (table) => [
    index('dialog_history_by_dialog').on(table.dialogId, table.version),
    index('dialog_history_refused')
      .on(table.refusedAt)
      .where(sql`refused_at IS NOT NULL`),
  ],
);

export type HistoryRow = Pick<typeof history.$inferSelect, 'id' | 'version' | 'entry' | 'happenedAt'> &
  Partial<Pick<typeof history.$inferSelect, 'refusedAt'>>;

/** Effects of changes: each is run at least once, by a handler of the dialog's feature. */
export const effects = pgTable(
  'effects',
  {
    /** A handler's idempotency key. */
    id: uuid('id').primaryKey(),
    dialogId: uuid('dialog_id')
      .notNull()
      .references(() => dialogs.id, { onDelete: 'cascade' }),
    /** The version of the dialog that asked for it. */
    version: integer('version').notNull(),
    name: text('name').notNull(),
    payload: jsonb('payload'),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`now()`),
    /** When the next attempt is due, or the lease of the present one ends. None: its handler has refused to make it. */
    nextAttemptAt: instant('next_attempt_at'),
    attempts: integer('attempts').notNull().default(0),
    lastFailure: text('last_failure'),
    refusedAt: instant('refused_at'),
  },
  (table) => [
    index('effects_due_by_lane')
      .on(sql`(attempts > 0)`, table.nextAttemptAt)
      .where(sql`next_attempt_at IS NOT NULL`),
    index('effects_by_dialog').on(table.dialogId, table.name),
    index('effects_refused')
      .on(table.refusedAt)
      .where(sql`refused_at IS NOT NULL`),
  ],
);

export type EffectRow = typeof effects.$inferSelect;

/** The change that each request has made, and the effect of each event: it makes a repeated one harmless. */
export const performedActions = pgTable(
  'performed_actions',
  {
    /** The id of the token that came with it or, for a service owner's system, that of its client. */
    requester: text('requester').notNull(),
    dialogId: uuid('dialog_id').notNull(),
    /** The action, with the digest of the body where it had one, or the service owner's idempotency key. */
    request: text('request').notNull(),
    /** Of a request that is named by an idempotency key: another body under the same key is an error. */
    bodyHash: text('body_hash'),
    /** The version of the dialog that it made. */
    version: integer('version').notNull(),
    /** When it can no longer be repeated, and may be forgotten. */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.requester, table.dialogId, table.request] }),
    index('performed_actions_by_expiry').on(table.expiresAt),
  ],
);

/** Users who have opened a transmission: Dialogporten is told once for each. */
export const transmissionOpenings = pgTable(
  'transmission_openings',
  {
    transmissionId: uuid('transmission_id').notNull(),
    actorId: text('actor_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.transmissionId, table.actorId] })],
);

/** The dialog that each request of a service owner created (`Idempotency-Key`). */
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
  (table) => [
    primaryKey({ columns: [table.clientId, table.key] }),
    index('creation_requests_by_age').on(table.createdAt),
  ],
);

/**
 * Logged-in users: a session is valid while its row is here, so that it can be ended from elsewhere than its browser.
 */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    /** The session at ID-porten (`sid`) that it came from. */
    idPortenSession: text('id_porten_session').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    index('sessions_by_id_porten_session').on(table.idPortenSession),
    index('sessions_by_expiry').on(table.expiresAt),
  ],
);

/** Rounds of work that one replica makes at a time: which one, until when unless it says that it goes on, and the last one's end. */
export const rounds = pgTable('rounds', {
  name: text('name').primaryKey(),
  holder: uuid('holder').notNull(),
  heldUntil: instant('held_until').notNull(),
  doneAt: instant('done_at'),
});
