import { Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';

/** What those who run the service need. */
@Module({
  imports: [DialogsModule],
  controllers: [HealthController, MetricsController],
  providers: [Readiness, Metrics],
})
export class OperationsModule {}
