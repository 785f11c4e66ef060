import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

/** What those who run the service need. */
@Module({ controllers: [HealthController], providers: [Readiness] })
export class OperationsModule {}
