import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Settings } from '../config/settings.js';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { partyAccess } from '../navigation/altinn-party-access.js';
import { PartyAccess } from '../navigation/party-access.js';
import { SystemUserGuard } from './system-user.guard.js';
import { SystemUserTokens } from './system-user-tokens.js';

/** System users that come with their own tokens of Maskinporten, on the routes that take them. */
@Module({
  imports: [DialogsModule],
  providers: [
    SystemUserTokens,
    { provide: PartyAccess, inject: [Settings], useFactory: partyAccess },
    { provide: APP_GUARD, useClass: SystemUserGuard },
  ],
})
export class SystemUsersModule {}
