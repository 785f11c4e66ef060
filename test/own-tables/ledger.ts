import { Module } from '@nestjs/common';
import { and, eq, gte, integer, type OwnTables, pgTable, primaryKey, sum, uuid } from '../../src/database/drizzle.js';
import type { DialogDefinition } from '../../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../src/feature.js';
import { Problem } from '../../src/http/problem.js';
import { tallyFeature } from '../tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from '../tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from '../tally/tally.js';

/** Amount that each change of a tally has added. */
export const ledger = pgTable(
  'ledger',
  {
    dialogId: uuid('dialog_id').notNull(),
    version: integer('version').notNull(),
    amount: integer('amount').notNull(),
  },
  (table) => [primaryKey({ columns: [table.dialogId, table.version] })],
);

export const ledgerTables: OwnTables = {
  migrations: new URL('migrations', import.meta.url),
  rememberedIn: 'ledger_migrations',
  tables: [ledger],
};

/** The most that a ledger takes, over all. */
const most = 100;

/** A tally that keeps a ledger of what was added. */
export const ledgerTally: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  writeRows: async (queries, change, { id: dialogId, version, state }) => {
    const amount = change.type === 'opened' ? state.count : change.type === 'add' ? change.amount : 0;
    const [row] = await queries
      .select({ total: sum(ledger.amount).mapWith(Number) })
      .from(ledger)
      .where(eq(ledger.dialogId, dialogId));
    if ((row?.total ?? 0) + amount > most) throw new Problem('conflict');
    await queries.insert(ledger).values({ dialogId, version, amount });
  },
  takeBackRows: async (queries, dialogId, fromVersion) => {
    await queries.delete(ledger).where(and(eq(ledger.dialogId, dialogId), gte(ledger.version, fromVersion)));
  },
};

@Module({
  imports: [DialogsModule.forFeature(ledgerTally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
})
class LedgerModule {}

export const ledgerFeature: Feature = {
  ...tallyFeature,
  module: LedgerModule,
  definitions: [ledgerTally as DialogDefinition],
  tables: ledgerTables,
};
