import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';

/** What those who run the service need. */
@Module({
  imports: [DeliveryModule],
  controllers: [HealthController, MetricsController],
  providers: [Readiness, Metrics],
})
export class OperationsModule {}
