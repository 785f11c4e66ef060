/**
 * What the service asks of the database for one change, written out. The job is put into the queue's own table; it is not
 * due before the benchmark is over, so that no replica takes it.
 */
export const statements = {
  lock: 'SELECT * FROM dialogs WHERE id = $1 FOR UPDATE',
  findPerformed: 'SELECT * FROM performed_actions WHERE token_id = $1 AND action = $2',
  save: `UPDATE dialogs SET licence = $2, version = $3, changed_at = $4, unpublished_since = coalesce(unpublished_since, $4)
    WHERE id = $1`,
  remember: 'INSERT INTO dialog_history (id, dialog_id, version, entry, happened_at) VALUES ($1, $2, $3, $4, $5)',
  enqueue: `INSERT INTO pgboss.job (id, name, data, start_after, retry_limit)
    VALUES ($1, 'dialog-changes', $2, now() + interval '1 day', 2147483647)`,
  perform:
    'INSERT INTO performed_actions (token_id, action, dialog_id, version, expires_at) VALUES ($1, $2, $3, $4, $5)',
  published: `UPDATE dialogs SET published_version = $2, revision = $3,
    unpublished_since = CASE WHEN version > $2 THEN unpublished_since END WHERE id = $1 AND published_version < $2`,
} as const;
