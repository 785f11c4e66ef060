import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { DialogportenModule } from '../dialogporten/dialogporten.module.js';
import { DialogPublisher } from './dialog-publisher.js';
import { DialogsService } from './dialogs.service.js';
import { Publications } from './publications.js';
import { PublishJobs } from './publish-jobs.js';
import { TransmissionOpenings } from './transmission-openings.js';
import { PublishWorker } from './publish-worker.js';
import { ServiceOwnerController } from './service-owner.controller.js';
import { ServiceOwnerStrategy } from './service-owner.strategy.js';

/** Our dialogs, and the routes by which the service owner's systems reach them. */
@Module({
  imports: [
    DialogportenModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        baseUrl: settings.DIALOGPORTEN_BASE_URL,
        maskinporten: {
          issuer: settings.MASKINPORTEN_ISSUER,
          clientId: settings.MASKINPORTEN_CLIENT_ID,
          privateJwk: settings.MASKINPORTEN_PRIVATE_JWK,
          scope: settings.MASKINPORTEN_SCOPE,
          exchangeUrl: settings.ALTINN_EXCHANGE_URL,
        },
      }),
    }),
  ],
  controllers: [ServiceOwnerController],
  providers: [
    DialogsService,
    DialogPublisher,
    Publications,
    PublishJobs,
    PublishWorker,
    TransmissionOpenings,
    ServiceOwnerStrategy,
  ],
  exports: [DialogsService, Publications, PublishJobs],
})
export class DialogsModule {}
