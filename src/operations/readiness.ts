import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Database } from '../database/database.js';
import { KeySet } from '../dialog-token/index.js';
import { findBacklog } from '../delivery/delivery.repository.js';

/**
 * Whether we can serve requests. `degraded` means yes, but changes have been waiting for Dialogporten for long: somebody
 * should look, and taking us out of service would help nobody.
 */
export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not-ready';
  readonly checks: Readonly<Record<'keys' | 'database' | 'changes', 'ok' | 'failing' | 'late'>>;
}

/** How old, in milliseconds, the oldest waiting change may get. */
const lateAfterMs = 300_000;

/** Knows what it takes to serve requests: the platform's keys, and our database. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly clock: Clock,
    private readonly keys: KeySet,
    private readonly database: Database,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async report(): Promise<ReadinessReport> {
    const keys = this.keys.ready ? 'ok' : 'failing';
    const { database, changes } = await this.databaseChecks();
    const isReady = !this.stopping && keys === 'ok' && database === 'ok';
    const whenReady = changes === 'ok' ? 'ready' : 'degraded';
    return { status: isReady ? whenReady : 'not-ready', checks: { keys, database, changes } };
  }

  private async databaseChecks() {
    try {
      const { oldest } = await this.database.run(findBacklog);
      const isLate = oldest !== undefined && this.clock.now().getTime() - oldest.getTime() > lateAfterMs;
      return { database: 'ok', changes: isLate ? 'late' : 'ok' } as const;
    } catch {
      return { database: 'failing', changes: 'failing' } as const;
    }
  }
}
