import { Agent, request } from 'node:http';
import type { Pool, PoolClient } from 'pg';
import type { HandMadeChange } from './hand-made-change.js';

const statements = {
  lock: 'SELECT revision FROM dialogs WHERE id = $1 FOR UPDATE',
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

/**
 * The cheapest way to make a change: prepared statements, two round trips for the transaction, a call on a connection that
 * stays open, and the note that Dialogporten has the change outside of the wait. Every value is made beforehand.
 */
export class ByHand {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly pool: Pool,
    private readonly dialogportenUrl: URL,
  ) {}

  /** The change, and that it is to be delivered, in one transaction. @returns the revision that Dialogporten has. */
  async commit({ dialogId, tokenId, state, version, at, history }: HandMadeChange): Promise<string> {
    const client = await this.pool.connect();
    try {
      sendTogether(client);
      const [, locked] = await Promise.all([client.query('BEGIN'), prepared(client, 'lock', [dialogId])]);
      sendTogether(client);
      await Promise.all([
        prepared(client, 'save', [dialogId, state, version, at, history, tokenId]),
        client.query('COMMIT'),
      ]);
      return (locked.rows[0] as { revision: string }).revision;
    } finally {
      client.release();
    }
  }

  /**
   * {@link commit}, then the call to Dialogporten; that it has the change is noted afterwards.
   *
   * @param token who makes the call
   */
  async commitAndDeliver(change: HandMadeChange, token: string): Promise<void> {
    const { dialogId, version } = change;
    const revision = await this.replace(change, await this.commit(change), token);
    void prepared(this.pool, 'delivered', [dialogId, version, revision]);
  }

  private replace({ dialogId, body }: HandMadeChange, revision: string, token: string): Promise<string> {
    const { hostname: host, port, pathname } = this.dialogportenUrl;
    return new Promise((resolve, reject) => {
      const path = `${pathname}/api/v1/serviceowner/dialogs/${dialogId}`;
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'If-Match': revision,
      };
      const sent = request({ agent: this.agent, host, port, path, method: 'PUT', headers }, (answer) => {
        answer.resume();
        if (answer.statusCode === 204) answer.on('end', () => resolve(answer.headers.etag!.replaceAll('"', '')));
        else reject(new Error(`Dialogporten answered ${answer.statusCode}`));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function prepared(on: Pick<Pool, 'query'>, name: keyof typeof statements, values: readonly unknown[]) {
  return on.query({ name, text: statements[name], values: [...values] });
}

/** Statements sent from now until the next tick leave in one packet. */
function sendTogether({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}
