import {
  and,
  count,
  eq,
  gte,
  index,
  integer,
  isNull,
  lt,
  type OwnTables,
  pgTable,
  primaryKey,
  sql,
  sum,
  text,
  timestamp,
  uuid,
} from '../../../src/database/drizzle.js';
import type { Queries } from '../../../src/database/database.js';
import type { Dialog } from '../../../src/dialogs/dialog.js';
import type { Opened } from '../../../src/dialogs/effect.js';
import type { MooringPermit, MooringPermitChange } from './mooring-permit.js';

/** Every requested payment, with its receipt once it is made: the basis of the accounts. */
export const payments = pgTable(
  'mooring_payments',
  {
    dialogId: uuid('dialog_id').notNull(),
    version: integer('version').notNull(),
    owner: text('owner'),
    /** In øre. */
    amount: integer('amount').notNull(),
    receipt: text('receipt').unique(),
    paidAt: timestamp('paid_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.dialogId, table.version] }),
    index('mooring_payments_paid_at')
      .on(table.owner, table.paidAt)
      .where(sql`${table.paidAt} IS NOT NULL`),
  ],
);

export const paymentTables: OwnTables = {
  migrations: new URL('migrations', import.meta.url),
  rememberedIn: 'mooring_permit_migrations',
  tables: [payments],
};

/** Writes what goes with a change. */
export async function writePayment(
  queries: Queries,
  change: MooringPermitChange | Opened,
  { id: dialogId, version, owner, state, changedAt: at }: Dialog<MooringPermit>,
): Promise<void> {
  switch (change.type) {
    case 'pay':
    case 'pay-with':
      await queries.insert(payments).values({ dialogId, version, owner, amount: state.fee });
      return;
    case 'paid':
      await queries
        .update(payments)
        .set({ receipt: change.receipt, paidAt: at })
        .where(and(eq(payments.dialogId, dialogId), isNull(payments.paidAt)));
      return;
    case 'refuse-payment':
      await queries.delete(payments).where(and(eq(payments.dialogId, dialogId), isNull(payments.paidAt)));
  }
}

export async function takeBackPayments(queries: Queries, dialogId: string, fromVersion: number): Promise<void> {
  await queries.delete(payments).where(and(eq(payments.dialogId, dialogId), gte(payments.version, fromVersion)));
}

/** How much was paid to an organisation in a time, in øre, and how often. */
export async function paidBetween(
  queries: Queries,
  owner: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<{ readonly payments: number; readonly amount: number }> {
  const [row] = await queries
    .select({ payments: count(), amount: sum(payments.amount).mapWith(Number) })
    .from(payments)
    .where(and(eq(payments.owner, owner), gte(payments.paidAt, from), lt(payments.paidAt, to)));
  return { payments: row?.payments ?? 0, amount: row?.amount ?? 0 };
}
