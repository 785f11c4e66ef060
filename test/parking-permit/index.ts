import { Module } from '@nestjs/common';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../src/feature.js';
import {
  PermitEmbedController,
  PermitServiceOwnerController,
  PermitWriteActionsController,
} from './permit.controllers.js';
import { parkingPermit } from './permit.definition.js';

@Module({
  imports: [DialogsModule.forFeature(parkingPermit)],
  controllers: [PermitWriteActionsController, PermitEmbedController, PermitServiceOwnerController],
})
class ParkingPermitModule {}

export const parkingPermitFeature: Feature = {
  module: ParkingPermitModule,
  localSettings: { DIALOGPORTEN_SERVICE_RESOURCES: parkingPermit.serviceResource },
};
