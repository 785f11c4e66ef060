/** What the service asks of the database for one change, written out. */
export const statements = {
  lock: 'SELECT * FROM dialogs WHERE id = $1 FOR UPDATE',
  save: `WITH changed AS (
      UPDATE dialogs SET state = $2, version = $3, changed_at = $4, undelivered_since = coalesce(undelivered_since, now()),
        next_attempt_at = now() + interval '1 day' WHERE id = $1
    ), remembered AS (
      INSERT INTO dialog_history (id, dialog_id, version, entry, happened_at)
      SELECT entries.id, $1, $3, entries.entry, $4 FROM jsonb_to_recordset($5) AS entries (id uuid, entry jsonb)
    )
    INSERT INTO performed_actions (requester, dialog_id, request, version, expires_at) VALUES ($6, $1, 'count', $3, $4)`,
  delivered: `UPDATE dialogs SET delivered_version = $2, revision = $3, attempts = 0,
    undelivered_since = CASE WHEN version > $2 THEN undelivered_since END,
    next_attempt_at = CASE WHEN version > $2 THEN next_attempt_at END WHERE id = $1 AND delivered_version < $2`,
} as const;
