import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { EffectsModule } from '../effects/effects.module.js';
import { EventsModule } from '../events/events.module.js';
import { DeadLetters } from '../redrive/dead-letters.js';
import { FailingDialogs } from '../redrive/failing-dialogs.js';
import { HealthController } from './health.controller.js';
import { Measurements } from './measurements.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { RootController } from './root.controller.js';
import { Readiness } from './readiness.js';
import { WriteProbe } from './write-probe.js';

/** Routes and metrics for operators of the service. */
@Module({
  imports: [DeliveryModule, EffectsModule, EventsModule],
  controllers: [HealthController, MetricsController, RootController],
  providers: [DeadLetters, FailingDialogs, Readiness, Metrics, Measurements, WriteProbe],
})
export class OperationsModule {}
