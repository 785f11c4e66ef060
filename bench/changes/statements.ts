/** What the service asks of the database for one change, written out, but for the job, whose statement is pg-boss' own. */
export const statements = {
  lock: 'SELECT * FROM dialogs WHERE id = $1 FOR UPDATE',
  findPerformed: 'SELECT * FROM performed_actions WHERE token_id = $1 AND action = $2',
  save: `UPDATE dialogs SET licence = $2, version = $3, changed_at = $4, unpublished_since = coalesce(unpublished_since, $4)
    WHERE id = $1`,
  remember: 'INSERT INTO dialog_history (id, dialog_id, version, entry, happened_at) VALUES ($1, $2, $3, $4, $5)',
  perform:
    'INSERT INTO performed_actions (token_id, action, dialog_id, version, expires_at) VALUES ($1, $2, $3, $4, $5)',
  published: `UPDATE dialogs SET published_version = $2, revision = $3,
    unpublished_since = CASE WHEN version > $2 THEN unpublished_since END WHERE id = $1 AND published_version < $2`,
} as const;
