import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { PartyAccessModule } from '../navigation/altinn-party-access.js';
import { SystemUserGuard } from './system-user.guard.js';
import { SystemUserTokens } from './system-user-tokens.js';

/** System users that come with their own tokens of Maskinporten, on the routes that take them. */
@Module({
  imports: [DialogsModule, PartyAccessModule],
  providers: [SystemUserTokens, { provide: APP_GUARD, useClass: SystemUserGuard }],
})
export class SystemUsersModule {}
