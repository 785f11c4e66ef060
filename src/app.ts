import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';
import type { Feature } from './feature.js';
import { DialogTokenStrategy, dialogTokenStrategyName } from './dialog-token/index.js';
import { DialogDefinitions } from './dialogs/dialog-definitions.js';
import { createAdapter } from './http/adapter.js';
import { admitCallers } from './http/admission.js';
import { corsOptions } from './http/cors.js';
import { registerRateLimit } from './http/rate-limit.js';
import { securityHeaders } from './http/security-headers.js';
import { sessionCookieName } from './navigation/session-cookies.js';
import { serveDocumentation } from './operations/documentation.js';
import { NestLogger } from './operations/logger.js';
import { Metrics } from './operations/metrics.js';
import { separateOperations } from './operations/operations-port.js';
import { observeRequests } from './operations/request-log.js';
import { ServiceOwnerGuard } from './service-owner/service-owner.guard.js';
import { serviceOwnerStrategy } from './service-owner/service-owner.strategy.js';

/**
 * The whole service, ready to listen.
 *
 * @throws when the database cannot be reached, a dialog endpoint has a route without a requirement, or a definition
 * breaks a rule of the platform.
 */
export async function createApp(
  settings: Settings,
  logger: Logger,
  features: readonly Feature[],
): Promise<NestFastifyApplication> {
  const adapter = createAdapter({ trustProxy: settings.TRUST_PROXY, corsOrigins: settings.CORS_ORIGINS });
  if (settings.OPERATIONS_PORT !== undefined) {
    await separateOperations(adapter.getInstance(), settings.OPERATIONS_PORT, settings.HOST);
  }
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forFeatures(settings, features), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.enableCors(corsOptions(settings.CORS_ORIGINS));
  app.useSecurityHeaders(securityHeaders(settings.NODE_ENV === 'production'));
  observeRequests(adapter.getInstance(), logger, app.get(Metrics));
  await admit(app, settings);
  serveDocumentation(app, {
    settings,
    states: app.get(DialogDefinitions, { strict: false }).stateNames,
    sessionCookie: sessionCookieName(settings),
  });
  return app;
}

/** Lets callers in by the token that their routes ask for, before anything of their body is read. */
async function admit(app: NestFastifyApplication, { RATE_LIMIT_PER_MINUTE }: Settings): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const dialogTokens = app.get(DialogTokenStrategy);
  const serviceOwners = app.get(ServiceOwnerGuard, { strict: false });
  await registerRateLimit(server);
  admitCallers(server, {
    perMinute: RATE_LIMIT_PER_MINUTE,
    authentications: {
      [dialogTokenStrategyName]: (request) => dialogTokens.admit(request).consumer.urn,
      [serviceOwnerStrategy]: async (request) => (await serviceOwners.admit(request)).organizationNumber,
    },
  });
}
