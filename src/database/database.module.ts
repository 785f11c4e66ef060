import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from './database.js';
import type { OwnTables } from './drizzle.js';

/** The database, connected and up to date before anything else starts. */
@Module({})
export class DatabaseModule {
  /** @param own the tables of the kinds of dialog */
  static with(own: readonly OwnTables[]): DynamicModule {
    const useFactory = (settings: Settings) => Database.open(settings, own);
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: Database, inject: [Settings], useFactory }],
      exports: [Database],
    };
  }
}
