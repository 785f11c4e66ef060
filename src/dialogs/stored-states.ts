import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { sql } from '../database/drizzle.js';
import { Database, type Queries } from '../database/database.js';
import { reasonOf } from '../logging/error-report.js';
import type { DialogDefinition } from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';

/** A state in which dialogs are stored, and which this version of the service does not read. */
interface UnreadableState {
  readonly serviceResource: string;
  /** `null`: the stored value has no name. */
  readonly state: string | null;
  /** How many dialogs were looked at, and those of them that cannot be read. */
  readonly lookedAt: number;
  readonly unreadable: readonly string[];
}

interface StoredState {
  readonly serviceResource: string;
  readonly name: string | null;
  readonly id: string;
  readonly state: unknown;
}

/** Names of states that are looked at, and dialogs of each, as many of those changed first as of those changed last. */
const mostNames = 200;
const mostOfEachEnd = 5;

const ends = (condition: ReturnType<typeof sql>) => sql`
  (SELECT id, state FROM dialogs WHERE ${condition}
    ORDER BY coalesce(owner, ''), changed_at, id LIMIT ${mostOfEachEnd})
  UNION (SELECT id, state FROM dialogs WHERE ${condition}
    ORDER BY coalesce(owner, '') DESC, changed_at DESC, id DESC LIMIT ${mostOfEachEnd})`;

/** Goes from one name to the next in the index, past all the dialogs that have it. */
const sample = sql`
  WITH RECURSIVE following AS (
    (SELECT service_resource, state ->> 'state' AS name FROM dialogs ORDER BY 1, 2 LIMIT 1)
    UNION ALL
    SELECT next.* FROM following, LATERAL (
      SELECT service_resource, state ->> 'state' AS name FROM dialogs
      WHERE (service_resource, state ->> 'state') > (following.service_resource, following.name)
      ORDER BY 1, 2 LIMIT 1
    ) next
  ), names AS (SELECT * FROM following LIMIT ${mostNames})
  SELECT service_resource AS "serviceResource", name, found.* FROM names,
    LATERAL (${ends(sql`service_resource = names.service_resource AND state ->> 'state' = names.name`)}) found
  UNION ALL
  SELECT service_resource, NULL, found.* FROM (SELECT DISTINCT service_resource FROM names) resources,
    LATERAL (${ends(sql`service_resource = resources.service_resource AND state ->> 'state' IS NULL`)}) found`;

/**
 * Reads a few dialogs of each state that is stored, and tells which states cannot be read: their definition has changed
 * and does not read what an earlier version stored, or there is no definition any more.
 */
export async function unreadableStates(
  queries: Pick<Queries, 'execute'>,
  definitionOf: (serviceResource: string) => DialogDefinition | undefined,
): Promise<readonly UnreadableState[]> {
  const { rows } = await queries.execute<StoredState & Record<string, unknown>>(sample);
  const found = new Map<
    string,
    { serviceResource: string; state: string | null; lookedAt: number; unreadable: string[] }
  >();
  for (const { serviceResource, name, id, state } of rows) {
    const key = JSON.stringify([serviceResource, name]);
    const seen = found.get(key) ?? { serviceResource, state: name, lookedAt: 0, unreadable: [] };
    found.set(key, seen);
    seen.lookedAt += 1;
    if (definitionOf(serviceResource)?.read(state) === undefined) seen.unreadable.push(id);
  }
  return [...found.values()].filter(({ unreadable }) => unreadable.length > 0);
}

/** Says what an unreadable state is, and of which dialogs. */
export function describeUnreadable({ serviceResource, state, unreadable, lookedAt }: UnreadableState): string {
  const what = state === null ? 'a state without a name' : `the state "${state}"`;
  const some = unreadable.slice(0, 3).join(', ');
  return `${what} of ${serviceResource}: ${unreadable.length} of ${lookedAt} cannot be read, such as ${some}`;
}

/**
 * Tells an operator at start-up which stored states this version cannot read. The service starts all the same: the other
 * dialogs are served, and a newer replica may be the one that wrote them.
 */
@Injectable()
export class StoredStates implements OnApplicationBootstrap {
  private readonly logger = new Logger(StoredStates.name);

  constructor(
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      const found = await this.database.run((queries) =>
        unreadableStates(queries, (serviceResource) => this.definitions.of(serviceResource)),
      );
      for (const each of found) {
        this.logger.error({ msg: 'stored dialogs cannot be read', alert: true, reason: describeUnreadable(each) });
      }
    } catch (error) {
      this.logger.warn({ msg: 'the stored states could not be looked at', reason: reasonOf(error) });
    }
  }
}
