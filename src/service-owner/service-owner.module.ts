import { Global, Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { MaskinportenKeys } from './maskinporten-keys.js';
import { ServiceOwnerController } from './service-owner.controller.js';
import { ServiceOwnerGuard } from './service-owner.guard.js';
import { ServiceOwnerStrategy } from './service-owner.strategy.js';

/**
 * The routes by which the service owner's systems open and read dialogs, and the guard before them and before every
 * other `@ServiceOwnerEndpoint()`, whose modules need not import it.
 */
@Global()
@Module({
  imports: [DialogsModule],
  controllers: [ServiceOwnerController],
  providers: [MaskinportenKeys, ServiceOwnerStrategy, ServiceOwnerGuard],
  exports: [ServiceOwnerStrategy],
})
export class ServiceOwnerModule {}
