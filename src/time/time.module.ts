import { Global, Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { PlatformTime } from './platform-time.js';
import { ProcessClock, ServiceClock } from './service-clock.js';

/** The time that the service goes by. */
@Global()
@Module({
  providers: [
    ProcessClock,
    PlatformTime,
    {
      provide: ServiceClock,
      inject: [ProcessClock, Database, PlatformTime],
      useFactory: (...clocks: [ProcessClock, Database, PlatformTime]) => ServiceClock.start(...clocks),
    },
  ],
  exports: [ServiceClock],
})
export class TimeModule {}
