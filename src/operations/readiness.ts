import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { KeySet } from '../dialog-token/index.js';

/** Whether we can serve requests, and which of the things that it takes are there. */
export interface ReadinessReport {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<'keys' | 'database', 'ok' | 'failing'>>;
}

/** Knows what it takes to serve requests: the platform's keys, and our database. */
@Injectable()
export class Readiness {
  constructor(
    private readonly keys: KeySet,
    private readonly database: Database,
  ) {}

  async report(): Promise<ReadinessReport> {
    const checks = {
      keys: this.keys.ready ? 'ok' : 'failing',
      database: (await this.isDatabaseThere()) ? 'ok' : 'failing',
    } as const;
    return { status: Object.values(checks).includes('failing') ? 'not-ready' : 'ready', checks };
  }

  private async isDatabaseThere(): Promise<boolean> {
    try {
      await this.database.run((queries) => queries.execute(sql`select 1`));
      return true;
    } catch {
      return false;
    }
  }
}
