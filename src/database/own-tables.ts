import type { PgTable } from './drizzle.js';

/** Tables that one kind of dialog has for itself, brought up to date like ours and in the same transaction. */
export interface OwnTables {
  /** The folder of its migrations, as `drizzle-kit generate` writes them. */
  readonly migrations: URL;
  /** The table, in the schema `drizzle`, that remembers which of them were made: this kind's alone, and for good. */
  readonly rememberedIn: string;
  /** As Drizzle knows them: at the start the service looks whether its role may use them. */
  readonly tables: readonly PgTable[];
}
