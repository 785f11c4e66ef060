import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { EffectsModule } from '../effects/effects.module.js';
import { ApiDocument } from './api-document.js';
import { HealthController } from './health.controller.js';
import { Measurements } from './measurements.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { RootController } from './root.controller.js';
import { Readiness } from './readiness.js';
import { SchemasController } from './schemas.controller.js';
import { WriteProbe } from './write-probe.js';

/** Routes and metrics for operators of the service. */
@Module({
  imports: [DeliveryModule, EffectsModule],
  controllers: [HealthController, MetricsController, RootController, SchemasController],
  providers: [ApiDocument, Readiness, Metrics, Measurements, WriteProbe],
  exports: [ApiDocument],
})
export class OperationsModule {}
