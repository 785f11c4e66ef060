/** What the service asks of the database for one change, written out, but for the job, whose statement is pg-boss' own. */
export const statements = {
  lock: 'SELECT * FROM dialogs WHERE id = $1 FOR UPDATE',
  findPerformed: 'SELECT * FROM performed_actions WHERE token_id = $1 AND action = $2',
  save: `UPDATE dialogs SET state = $2, version = $3, changed_at = $4, undelivered_since = coalesce(undelivered_since, $4)
    WHERE id = $1`,
  remember: 'INSERT INTO dialog_history (id, dialog_id, version, entry, happened_at) VALUES ($1, $2, $3, $4, $5)',
  perform:
    'INSERT INTO performed_actions (token_id, action, dialog_id, version, expires_at) VALUES ($1, $2, $3, $4, $5)',
  delivered: `UPDATE dialogs SET delivered_version = $2, revision = $3,
    undelivered_since = CASE WHEN version > $2 THEN undelivered_since END WHERE id = $1 AND delivered_version < $2`,
} as const;
