import type { Platform } from '../platform.js';
import { startPostgres } from '../postgres.js';
import { printTable, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { Service, type ServiceOptions } from '../service.js';
import { median, percentile } from '../statistics.js';

const rounds = 5;

/** The service as it is, with the sample. */
const program = new URL('../../src/main.js', import.meta.url);

/** How long it takes from the start of the process until `/health/ready` answers 200. */
export async function measureStartUp(scope: Scope, platform: Platform): Promise<void> {
  const onPostgres = await restarts(scope, platform, { program, databaseUrl: await startPostgres(scope) });
  const embedded = await restarts(scope, platform, { program });
  const row = (name: string, times: readonly number[]) => [name, whole(median(times)), whole(percentile(times, 0.95))];
  printTable(
    `From the start of the process to ready, in ms; ${rounds} times each`,
    ['', 'p50', 'p95'],
    [row('on PostgreSQL', onPostgres), row('on the embedded database, files that are there', embedded)],
  );
}

/** The first start makes the tables, and is not counted. */
async function restarts(scope: Scope, platform: Platform, options: ServiceOptions): Promise<readonly number[]> {
  const service = await Service.start(scope, platform, options);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await service.end('SIGTERM');
    times.push(await service.startAgain());
  }
  await service.end('SIGTERM');
  return times;
}
