import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { forgetPerformedActions } from './dialogs.repository.js';

const everyMs = 60_000;

/** Forgets the performed actions whose tokens can no longer be used. */
@Injectable()
export class PerformedActionsCleaner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PerformedActionsCleaner.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.clean(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async clean(): Promise<void> {
    await this.database
      .run((queries) => forgetPerformedActions(queries))
      .catch((error: Error) => this.logger.warn({ msg: 'a periodic task failed', reason: error.message }));
  }
}
