import { and, asc, eq, isNotNull, sql } from '../database/drizzle.js';
import { Database } from '../database/database.js';
import { effects } from '../database/schema.js';

/** An effect that its handler has refused to make. */
interface RefusedEffect {
  readonly effectId: string;
  readonly dialogId: string;
  readonly name: string;
  readonly reason: string;
  readonly refusedAt: Date;
}

/** The effects that are set aside because their handlers refused them: for an operator. */
export class RefusedEffects {
  constructor(private readonly database: Database) {}

  /** Those first that have lain longest. */
  list(most: number): Promise<readonly RefusedEffect[]> {
    const { id: effectId, dialogId, name, refusedAt } = effects;
    const reason = sql<string>`coalesce(${effects.lastFailure}, '')`;
    return this.database.run((queries) =>
      queries
        .select({ effectId, dialogId, name, reason, refusedAt: sql<Date>`${refusedAt}`.mapWith(refusedAt) })
        .from(effects)
        .where(isNotNull(refusedAt))
        .orderBy(asc(refusedAt))
        .limit(most),
    );
  }

  /** Has one tried again. @returns whether it was there. */
  async redrive(effectId: string): Promise<boolean> {
    const { rowCount } = await this.database.run((queries) =>
      queries
        .update(effects)
        .set({ nextAttemptAt: sql`now()`, refusedAt: null })
        .where(and(eq(effects.id, effectId), isNotNull(effects.refusedAt))),
    );
    return (rowCount ?? 0) > 0;
  }

  /** Forgets one for good. @returns whether it was there. */
  async drop(effectId: string): Promise<boolean> {
    const { rowCount } = await this.database.run((queries) =>
      queries.delete(effects).where(and(eq(effects.id, effectId), isNotNull(effects.refusedAt))),
    );
    return (rowCount ?? 0) > 0;
  }
}
