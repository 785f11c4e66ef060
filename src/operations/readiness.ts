import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Attempts } from '../delivery/attempts.js';
import { Outbox } from '../delivery/outbox.js';
import { KeySet } from 'nestjs-dialog-token';
import { WriteProbe } from './write-probe.js';

/**
 * How deliveries to Dialogporten go: `late`, a change has waited for long; `unreadable`, this process cannot read a dialog
 * that has waited for minutes, and no other one has delivered it; `dialogporten-away` and `credentials-refused`,
 * nothing is delivered but probes; `clock-differs`, this process delivers nothing.
 */
export type ChangesCheck =
  'ok' | 'late' | 'unreadable' | 'dialogporten-away' | 'credentials-refused' | 'clock-differs' | 'failing';

/** `read-only`: it answers, and takes no changes. Embeds and pages are served, and actions are answered 503. */
export type DatabaseCheck = 'ok' | 'read-only' | 'failing';

/**
 * Whether we can serve requests. `degraded` means yes, but an operator should look, and taking us out of service would not
 * help.
 */
export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not-ready';
  readonly checks: {
    readonly keys: 'ok' | 'failing';
    readonly database: DatabaseCheck;
    readonly changes: ChangesCheck;
  };
}

/** How long, in seconds, the oldest waiting change may have waited. */
const lateAfterSeconds = 300;

/** Knows what it takes to serve requests: the platform's keys, and our database. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private isStopping = false;
  private oldestSeconds = 0;

  constructor(
    private readonly keys: KeySet,
    private readonly outbox: Outbox,
    private readonly attempts: Attempts,
    private readonly writes: WriteProbe,
    private readonly database: Database,
  ) {}

  beforeApplicationShutdown(): void {
    this.stop();
  }

  /** From now on the process is not ready, however well everything else is. */
  stop(): void {
    this.isStopping = true;
  }

  async report(): Promise<ReadinessReport> {
    const keys = this.keys.ready ? 'ok' : 'failing';
    const { database, changes } = await this.databaseChecks();
    const isReady = !this.isStopping && keys === 'ok' && database !== 'failing';
    const whenReady = changes === 'ok' && database === 'ok' ? 'ready' : 'degraded';
    return { status: isReady ? whenReady : 'not-ready', checks: { keys, database, changes } };
  }

  private async databaseChecks() {
    const askedAt = performance.now();
    try {
      this.oldestSeconds = await this.outbox.oldestSeconds();
    } catch {
      // It has answered others meanwhile: the process is busy, and we waited in a long line for a connection.
      const isThere = this.database.answeredAt > askedAt;
      if (!isThere) return { database: 'failing', changes: 'failing' } as const;
    }
    const database = (await this.writes.takesWrites()) ? 'ok' : 'read-only';
    return { database, changes: this.changesCheck(this.oldestSeconds) } as const;
  }

  /** The causes that an operator can mend come first. */
  private changesCheck(oldestSeconds: number): ChangesCheck {
    const { stoppedBy } = this.attempts;
    if (stoppedBy !== undefined && stoppedBy !== 'dialogporten-away') return stoppedBy;
    if (this.attempts.hasUnreadable) return 'unreadable';
    if (oldestSeconds > lateAfterSeconds) return 'late';
    return stoppedBy ?? 'ok';
  }
}
