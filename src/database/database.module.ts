import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from './database.js';

/** The database, connected and up to date before anything else starts. */
@Global()
@Module({
  providers: [{ provide: Database, inject: [Settings], useFactory: (settings: Settings) => Database.open(settings) }],
  exports: [Database],
})
export class DatabaseModule {}
