import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import { drizzle, type OwnTables } from '../database/drizzle.js';
import type { Settings } from '../config/settings.js';
import { readMigrationStates } from '../database/migrations.js';
import type { DialogDefinition } from '../dialogs/dialog-definition.js';
import { describeUnreadable, unreadableStates } from '../dialogs/stored-states.js';
import { lackingError, lackingToMigrate, lackingToServe } from '../database/rights.js';
import { fault, finding, type Findings, saysTheDifference } from './finding.js';

const connectionTimeoutMillis = 5_000;

/** As much as replicas may differ from the database before they deliver nothing. */
const toleratedMs = 5_000;

/** Whether our database is there, has our tables, and knows what time it is. Nothing is changed in it. */
export async function* checkDatabase(
  { DATABASE_URL, DATA_DIR, NODE_ENV }: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR' | 'NODE_ENV'>,
  {
    definitions,
    own = [],
    now,
  }: {
    readonly definitions: readonly DialogDefinition[];
    readonly own?: readonly OwnTables[];
    readonly now: () => number;
  },
): Findings {
  if (DATABASE_URL === undefined) {
    yield* checkFolder(DATA_DIR);
    return;
  }
  const client = new Client({ connectionString: DATABASE_URL, connectionTimeoutMillis, query_timeout: 5_000 });
  // A connection that is lost later rejects the query that waits for it, and needs no second witness.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
    const { encryption, isPrivate } = protectionOf(client);
    const verdict = isPrivate || NODE_ENV !== 'production' ? 'ok' : 'note';
    yield finding(verdict, 'database', `PostgreSQL ${rows[0]!.version}, ${encryption}`);
    yield* checkTables(client, definitions, own);
    yield* checkClock(client, now);
  } catch (error) {
    yield fault('database', error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** How the connection is protected on its way, as it was made. */
function protectionOf({ connection: { stream }, host }: Client): { encryption: string; isPrivate: boolean } {
  if (stream instanceof TLSSocket) {
    const { authorized } = stream;
    const certificate = authorized ? 'certificate verified' : 'certificate not verified';
    return { encryption: `${stream.getProtocol()}, ${certificate}`, isPrivate: authorized };
  }
  const isLocal = host.startsWith('/');
  return { encryption: isLocal ? 'by a Unix socket' : 'not encrypted', isPrivate: isLocal };
}

async function* checkFolder(folder: string): Findings {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK);
    yield finding('note', 'database', `DATABASE_URL is not set: embedded in ${folder}, for one process only`);
  } catch (error) {
    yield fault('database', error);
  }
}

/** Asks what the service asks when it starts. */
async function* checkTables(
  client: Client,
  definitions: readonly DialogDefinition[],
  own: readonly OwnTables[],
): Findings {
  const about = 'tables';
  try {
    const { known, pending, newer } = await readMigrationStates(client, own);
    const lacking = await (pending.length > 0 ? lackingToMigrate(client, own) : lackingToServe(client, own));
    if (lacking.length > 0) {
      yield fault(about, lackingError(lacking, pending));
    } else if (pending.length > 0) {
      const missing = pending.map(({ name }) => name).join(', ');
      yield finding('note', about, `migrations are missing (${missing}): the service makes them when it starts`);
    } else if (newer > 0) {
      yield finding(
        'note',
        about,
        `up to date (${known} migrations), and a newer version of the service has made ${newer} more`,
      );
    } else {
      yield finding('ok', about, `up to date (${known} migrations)`);
    }
    if (pending.length === 0 && lacking.length === 0) yield* checkStates(client, definitions);
  } catch (error) {
    yield fault(about, error);
  }
}

/** Whether this version reads what earlier ones have stored. */
async function* checkStates(client: Client, definitions: readonly DialogDefinition[]): Findings {
  const unreadable = await unreadableStates(drizzle(client), (serviceResource) =>
    definitions.find((definition) => definition.serviceResource === serviceResource),
  );
  for (const each of unreadable) yield finding('fault', 'stored states', describeUnreadable(each));
  if (unreadable.length === 0) yield finding('ok', 'stored states', 'each that is stored can be read');
}

async function* checkClock(client: Client, now: () => number): Findings {
  const askedAt = now();
  const { rows } = await client.query<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  const difference = (askedAt + now()) / 2 - rows[0]!.ms;
  const verdict = Math.abs(difference) > toleratedMs ? 'fault' : 'ok';
  yield finding(verdict, "database's clock", saysTheDifference(difference));
}
