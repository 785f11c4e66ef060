import { Module } from '@nestjs/common';
import { licenceDialogs } from '../dialogs/licence-dialogs.module.js';
import { LicenceEmbedsController } from './licence-embeds.controller.js';

/** The front channel embeds of an application: its own, and those of its transmissions. */
@Module({ imports: [licenceDialogs], controllers: [LicenceEmbedsController] })
export class EmbedsModule {}
