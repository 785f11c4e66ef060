import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { EffectHandlers } from './effect-handlers.js';
import { EffectQueue } from './effect-queue.js';
import { EffectRunner } from './effect-runner.js';

/** Effects of changes: stored with them, and made at least once. */
@Module({
  imports: [DiscoveryModule, DialogsModule],
  providers: [EffectHandlers, EffectQueue, EffectRunner],
  exports: [EffectQueue, EffectRunner],
})
export class EffectsModule {}
