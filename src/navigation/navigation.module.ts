import secureSession from '@fastify/secure-session';
import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Settings } from '../config/settings.js';
import { Documents } from '../embeds/documents.js';
import { MaskinportenTokens } from '../dialogporten/maskinporten-tokens.js';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { AltinnPartyAccess, decisionPointScope } from './altinn-party-access.js';
import { IdPorten } from './id-porten.js';
import { LoginController } from './login.controller.js';
import { Logins } from './logins.js';
import { NavigationGuard } from './navigation.guard.js';
import { OwnPartyAccess, PartyAccess } from './party-access.js';
import { sessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';
import { Visits } from './visits.js';

/** Roles by Altinn where it is set up; without it, everybody for themselves. */
function partyAccess(settings: Settings): PartyAccess {
  const { ALTINN_AUTHORIZATION_URL: url, ALTINN_SUBSCRIPTION_KEY: subscriptionKey } = settings;
  if (url === undefined) return new OwnPartyAccess();
  const tokens = new MaskinportenTokens({
    issuer: settings.MASKINPORTEN_ISSUER,
    clientId: settings.MASKINPORTEN_CLIENT_ID,
    privateJwk: settings.MASKINPORTEN_PRIVATE_JWK,
    scope: decisionPointScope,
    exchangeUrl: settings.ALTINN_EXCHANGE_URL,
  });
  return new AltinnPartyAccess({ url, subscriptionKey, tokens });
}

/** Pages and files for people who come by a link, logged in at ID-porten. */
@Module({
  imports: [DialogsModule],
  controllers: [LoginController],
  providers: [
    IdPorten,
    Logins,
    Sessions,
    { provide: Documents, useFactory: () => new Documents() },
    NavigationGuard,
    Visits,
    { provide: PartyAccess, inject: [Settings], useFactory: partyAccess },
  ],
  exports: [DialogsModule, Documents, Logins, NavigationGuard, Sessions, Visits],
})
export class NavigationModule {
  constructor({ httpAdapter }: HttpAdapterHost, settings: Settings) {
    const server = httpAdapter.getInstance<FastifyInstance>();
    void server.register(secureSession, sessionCookies(settings));
  }
}
