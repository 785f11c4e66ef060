import { Client } from 'pg';
import type { HttpClient } from '../http-client.js';
import type { HandMadeChange } from './hand-made-change.js';
import { statements } from './statements.js';

/**
 * What a change costs when nothing is done but what must be: the same statements on one connection of its own, and the
 * same call to Dialogporten, with no server in front, no token to verify, nothing checked and every value made beforehand.
 */
export class ByHand {
  private constructor(
    private readonly client: Client,
    private readonly http: HttpClient,
    private readonly dialogportenUrl: string,
  ) {}

  static async connect(databaseUrl: string, http: HttpClient, dialogportenUrl: string): Promise<ByHand> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    return new ByHand(client, http, dialogportenUrl);
  }

  /** The change, and that it is to be delivered, in one transaction. @returns the revision that Dialogporten has. */
  async commit({ dialogId, tokenId, state, version, at, history }: HandMadeChange): Promise<string> {
    const { client } = this;
    await client.query('BEGIN');
    const { rows } = await client.query<{ revision: string }>(statements.lock, [dialogId]);
    await client.query(statements.save, [dialogId, state, version, at, JSON.stringify(history), tokenId]);
    await client.query('COMMIT');
    const [row] = rows;
    if (row === undefined) throw new Error(`there is no dialog ${dialogId}`);
    return row.revision;
  }

  /**
   * {@link commit}, then the call to Dialogporten, then the note that it has the change.
   *
   * @param token who makes the call
   */
  async commitAndDeliver(change: HandMadeChange, token: string): Promise<void> {
    const revision = await this.commit(change);
    const { headers } = await this.http.expect(204, {
      method: 'PUT',
      url: `${this.dialogportenUrl}/api/v1/serviceowner/dialogs/${change.dialogId}`,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'If-Match': revision },
      body: change.body,
    });
    const { rowCount } = await this.client.query(statements.delivered, [
      change.dialogId,
      change.version,
      headers.etag?.replaceAll('"', ''),
    ]);
    if (rowCount !== 1) throw new Error(`${change.dialogId} was not noted as delivered`);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
