import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Periodic } from '../timers/periodic.js';
import { Settings } from '../config/settings.js';
import { inBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { oneAtATime } from '../database/rounds.js';
import { ServiceClock } from '../time/service-clock.js';
import { DialogDefinitions } from './dialog-definitions.js';
import {
  type AgedDialog,
  findAfter,
  forgetCreationRequests,
  forgetPerformedActions,
  removeDialogs,
  removeTraces,
} from './retention.repository.js';
import { firstIdOf } from './uuid-v7.js';

const dayMs = 86_400_000;

/** Dialogs looked at, and cleaned, at a time: each may have a history of many rows. */
const dialogsAtATime = 500;

/** Before every id. */
const noId = '00000000-0000-0000-0000-000000000000';

/**
 * `ended`: Dialogporten no longer shows it; `standing`: it does; `unreadable`: this process cannot tell, and leaves it to a
 * replica or release that can.
 */
type Fate = 'ended' | 'standing' | 'unreadable';

/**
 * Removes what is no longer needed, in small batches: performed actions once their tokens have expired, and, by
 * `RETENTION_DAYS`, personal data in old dialogs. Changes that Dialogporten does not have yet are never removed. The
 * times are listed in docs/retention.md.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tasks: readonly Periodic[];

  constructor(
    private readonly clock: ServiceClock,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
    { RETENTION_DAYS: days }: Settings,
  ) {
    const forgetting = {
      name: 'forgetting performed actions',
      everyMs: 60_000,
      work: (stopping: AbortSignal) => this.forget(stopping),
    };
    const removing = (keptDays: number) => ({
      name: 'removing old dialogs',
      everyMs: dayMs,
      work: (stopping: AbortSignal) =>
        oneAtATime(this.database, 'removing old dialogs', stopping, (goesOn) =>
          this.cleanOlderThan(keptDays, stopping, goesOn),
        ),
    });
    this.tasks = [forgetting, ...(days === undefined ? [] : [removing(days)])].map((task) => new Periodic(task));
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
  }

  private async forget(stopping: AbortSignal): Promise<void> {
    await inBatches(stopping, () => this.database.run((queries) => forgetPerformedActions(queries, this.clock.now())));
  }

  /** @param goesOn whether the round is still this replica's: the others would walk past the same dialogs. */
  private async cleanOlderThan(days: number, stopping: AbortSignal, goesOn: () => Promise<boolean>): Promise<void> {
    const before = new Date(this.clock.now().getTime() - days * dayMs);
    let after = noId;
    await inBatches(stopping, async () => {
      if (!(await goesOn())) return { isLast: true };
      const found = await this.database.run((queries) => findAfter(queries, after, firstIdOf(before), dialogsAtATime));
      await this.clean(found, before);
      after = found.at(-1)?.id ?? after;
      return { isLast: found.length < dialogsAtATime };
    });
    await inBatches(stopping, async () =>
      (await goesOn()) ? this.database.run((queries) => forgetCreationRequests(queries, before)) : { isLast: true },
    );
  }

  private async clean(found: readonly AgedDialog[], before: Date): Promise<void> {
    const settled = found.filter(
      ({ version, deliveredVersion, changedAt, goneAt }) =>
        deliveredVersion >= version && changedAt < before && (goneAt === null || goneAt < before),
    );
    if (settled.length === 0) return;
    const idsOf = (fate: Fate) => settled.filter((dialog) => this.fateOf(dialog) === fate).map(({ id }) => id);
    const [ended, standing] = [idsOf('ended'), idsOf('standing')];
    await this.database.transaction(async ({ queries }) => {
      if (ended.length > 0) await removeDialogs(queries, ended, before);
      if (standing.length > 0) await removeTraces(queries, standing, before);
    });
  }

  private fateOf({ goneAt, serviceResource, state }: AgedDialog): Fate {
    if (goneAt !== null) return 'ended';
    const definition = this.definitions.of(serviceResource);
    const read = definition?.read(state);
    if (definition === undefined || read === undefined) return 'unreadable';
    return definition.isDeleted(read) ? 'ended' : 'standing';
  }
}
