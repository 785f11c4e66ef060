import { Client } from 'pg';

/** Sees in the database whether a dialog's changes have arrived in Dialogporten. */
export class Arrivals {
  private readonly client: Client;

  constructor(databaseUrl: string) {
    this.client = new Client({ connectionString: databaseUrl, pipeline: true });
  }

  connect(): Promise<unknown> {
    return this.client.connect();
  }

  /** Waits until Dialogporten has the dialog as it is now. */
  async of(dialogId: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!(await this.hasArrived(dialogId))) {
      if (Date.now() > deadline) throw new Error(`the change of ${dialogId} did not arrive in Dialogporten`);
    }
  }

  /** @throws where a change has not arrived: a figure for such changes would be worth nothing. */
  async ofAll(): Promise<void> {
    const { rowCount } = await this.client.query(
      "SELECT FROM dialogs WHERE next_attempt_at < now() + interval '1 hour' LIMIT 1",
    );
    if (rowCount !== 0) throw new Error('there are changes that Dialogporten never got');
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async hasArrived(dialogId: string): Promise<boolean> {
    const { rowCount } = await this.client.query(
      'SELECT FROM dialogs WHERE id = $1 AND delivered_version = version AND next_attempt_at IS NULL',
      [dialogId],
    );
    return rowCount === 1;
  }
}
