import { Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { EmbedsController } from './embeds.controller.js';

/** Front channel embeds. */
@Module({ imports: [DialogsModule], controllers: [EmbedsController] })
export class EmbedsModule {}
