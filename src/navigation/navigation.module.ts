import secureSession from '@fastify/secure-session';
import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Settings } from '../config/settings.js';
import { Documents } from '../embeds/documents.js';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { PartyAccessModule } from './altinn-party-access.js';
import { IdPorten } from './id-porten.js';
import { LoginController } from './login.controller.js';
import { Logins } from './logins.js';
import { NavigationGuard } from './navigation.guard.js';
import { sessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';
import { Visits } from './visits.js';

/** Pages and files for people who come by a link, logged in at ID-porten. */
@Module({
  imports: [DialogsModule, PartyAccessModule],
  controllers: [LoginController],
  providers: [
    IdPorten,
    Logins,
    Sessions,
    { provide: Documents, useFactory: () => new Documents() },
    NavigationGuard,
    Visits,
  ],
  exports: [DialogsModule, Documents, Logins, NavigationGuard, Sessions, Visits],
})
export class NavigationModule {
  constructor({ httpAdapter }: HttpAdapterHost, settings: Settings) {
    const server = httpAdapter.getInstance<FastifyInstance>();
    void server.register(secureSession, sessionCookies(settings));
  }
}
