import { and, eq, gt, lt } from '../database/drizzle.js';
import type { Queries } from '../database/database.js';
import { sessions } from '../database/schema.js';

/** A session as it is stored. */
export type SessionRow = typeof sessions.$inferSelect;

export async function insertSession(queries: Queries, session: SessionRow): Promise<void> {
  await queries.insert(sessions).values(session);
}

export async function isLive(queries: Queries, id: string, now: Date): Promise<boolean> {
  const rows = await queries
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now)));
  return rows.length > 0;
}

export async function deleteSession(queries: Queries, id: string): Promise<void> {
  await queries.delete(sessions).where(eq(sessions.id, id));
}

/** Ends every session that came from that one at ID-porten. @returns how many there were. */
export async function deleteSessionsFrom(queries: Queries, idPortenSession: string): Promise<number> {
  const ended = await queries
    .delete(sessions)
    .where(eq(sessions.idPortenSession, idPortenSession))
    .returning({ id: sessions.id });
  return ended.length;
}

export async function forgetExpiredSessions(queries: Queries, now: Date): Promise<void> {
  await queries.delete(sessions).where(lt(sessions.expiresAt, now));
}
