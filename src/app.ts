import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';
import { EventsController } from './events/events.controller.js';
import { eventsAuthentication, EventsGuard } from './events/events.guard.js';
import type { Feature } from './feature.js';
import { DialogTokenStrategy, dialogTokenStrategyName, organizationNumbered, type Party } from 'nestjs-dialog-token';
import type { DialogDefinition } from './dialogs/dialog-definition.js';
import { DialogDefinitions } from './dialogs/dialog-definitions.js';
import { problemsOfControllers } from './dialogs/problems-of-controllers.js';
import { createAdapter } from './http/adapter.js';
import { admitCallers, type AdmittedCaller } from './http/admission.js';
import { pseudonymOf } from './logging/personal-data.js';
import { limitBodies, usualKibibytes } from './http/bodies.js';
import { corsOptions } from './http/cors.js';
import { registerRateLimit } from './http/rate-limit.js';
import { securityHeaderList } from './http/security-headers.js';
import { httpServers, type Shed } from './http/server.js';
import { sessionCookieName } from './navigation/session-cookies.js';
import { serveDocumentation } from './openapi/documentation.js';
import { NestLogger } from './logging/logger.js';
import { Metrics } from './operations/metrics.js';
import { separateOperations } from './operations/operations-port.js';
import { observeRequests } from './operations/request-log.js';
import { ServiceOwnerController } from './service-owner/service-owner.controller.js';
import { ServiceOwnerGuard } from './service-owner/service-owner.guard.js';
import { SystemUserTokens } from './system-users/system-user-tokens.js';
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
  let onGivenUp: ReturnType<typeof observeRequests> = () => undefined;
  let shed: Shed = () => false;
  const createServer = httpServers({
    headers: securityHeaderList(settings.NODE_ENV === 'production'),
    onGivenUp: (givenUp) => onGivenUp(givenUp),
    shed: (...exchange) => shed(...exchange),
  });
  const adapter = createAdapter({
    trustProxy: settings.TRUST_PROXY,
    corsOrigins: settings.CORS_ORIGINS,
    createServer,
  });
  if (settings.OPERATIONS_PORT !== undefined) {
    await separateOperations(adapter.getInstance(), {
      port: settings.OPERATIONS_PORT,
      host: settings.HOST,
      createServer,
    });
  }
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forFeatures(settings, features), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.enableCors(corsOptions(settings.CORS_ORIGINS));
  onGivenUp = observeRequests(adapter.getInstance(), {
    logger,
    metrics: app.get(Metrics),
    trustsProxy: settings.TRUST_PROXY !== false,
  });
  shed = await admit(app, settings);
  const definitions = app.get(DialogDefinitions, { strict: false });
  const openings = definitions.all.map(({ opening }) => opening?.bodyKibibytes ?? usualKibibytes);
  limitBodies(adapter.getInstance(), 'POST', '/service-owner/dialogs', Math.max(...openings, usualKibibytes));
  serveDocumentation(app, {
    settings,
    states: definitions.stateNames,
    contents: definitions.contents,
    problems: new Map([
      ...problemsOfControllers(app.get(ModulesContainer)),
      [`${ServiceOwnerController.name}.open`, problemsOf(definitions.all)],
      [`${EventsController.name}.take`, problemsOf(definitions.all.filter(isOpenedByEvents))],
    ]),
    sessionCookie: sessionCookieName(settings),
  });
  return app;
}

const problemsOf = (definitions: readonly DialogDefinition[]) => definitions.flatMap(({ problems = [] }) => problems);

const isOpenedByEvents = ({ events = {} }: DialogDefinition) => Object.values(events).some((rule) => 'opens' in rule);

/** Lets callers in by the token that their routes ask for, before anything of their body is read. */
async function admit(app: NestFastifyApplication, settings: Settings): Promise<Shed> {
  const server = app.getHttpAdapter().getInstance();
  const dialogTokens = app.get(DialogTokenStrategy);
  const systemUsers = app.get(SystemUserTokens, { strict: false });
  const serviceOwners = app.get(ServiceOwnerGuard, { strict: false });
  const events = app.get(EventsGuard, { strict: false });
  const metrics = app.get(Metrics);
  await registerRateLimit(server);
  return admitCallers(server, {
    perMinute: settings.RATE_LIMIT_PER_MINUTE,
    mostAtWork: settings.REQUEST_CONCURRENCY,
    corsOrigins: settings.CORS_ORIGINS,
    onShed: (method) => metrics.observeShed(method),
    authentications: {
      [dialogTokenStrategyName]: {
        perMinute: settings.RATE_LIMIT_PER_MINUTE,
        isKnown: (request) => dialogTokens.knows(request),
        admit: (request) => {
          if (systemUsers.isFor(request) && request.routeOptions.config.takesSystemUsers === true) {
            return admitSystemUser(systemUsers, request);
          }
          const { consumer } = dialogTokens.admit(request);
          return { key: consumer.urn, name: () => nameOf(consumer) };
        },
      },
      [serviceOwnerStrategy]: {
        perMinute: settings.SERVICE_OWNER_RATE_LIMIT_PER_MINUTE,
        admit: async (request) => {
          const caller = await serviceOwners.admit(request);
          return { key: caller.organizationNumber, name: () => caller.name };
        },
      },
      [eventsAuthentication]: {
        perMinute: settings.SERVICE_OWNER_RATE_LIMIT_PER_MINUTE,
        isKnown: (request) => events.knows(request),
        admit: (request) => {
          events.admit(request);
          return { key: 'Altinn Events', name: () => 'Altinn Events' };
        },
      },
    },
  });
}

async function admitSystemUser(tokens: SystemUserTokens, request: FastifyRequest): Promise<AdmittedCaller> {
  const caller = await tokens.admit(request as FastifyRequest & { user?: unknown });
  return { key: organizationNumbered(caller.consumer).urn, name: () => caller.name };
}

/** The user of a dialog token as it may be logged: an organisation is no person. */
function nameOf(consumer: Party): string {
  if (consumer.kind === 'organization') return `organization ${consumer.organizationNumber}`;
  return `${consumer.kind} ${pseudonymOf(consumer.urn)}`;
}
