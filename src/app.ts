import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';
import type { Feature } from './feature.js';
import { createAdapter } from './http/adapter.js';
import { corsOptions } from './http/cors.js';
import { serveDocumentation } from './operations/documentation.js';
import { NestLogger } from './operations/logger.js';
import { Metrics } from './operations/metrics.js';
import { observeRequests } from './operations/request-log.js';

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
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forFeatures(settings, features), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.enableCors(corsOptions(settings.CORS_ORIGINS));
  app.enableShutdownHooks();
  observeRequests(adapter.getInstance(), logger, app.get(Metrics));
  serveDocumentation(app);
  return app;
}
