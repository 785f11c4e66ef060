// First of all: Node.js 20.19.0 lets jwks-rsa require() it only when it has been loaded before.
import 'jose';
import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { DialogTokenModule } from 'nestjs-dialog-token';
import { EffectsModule } from './effects/effects.module.js';
import { EventsModule } from './events/events.module.js';
import { type Feature, ownTablesOf } from './feature.js';
import { HttpModule } from './http/http.module.js';
import { outgoingFetch } from './outgoing/outgoing.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { RoutesModule } from './routes/routes.module.js';
import { ServiceOwnerModule } from './service-owner/service-owner.module.js';
import { SystemUsersModule } from './system-users/system-users.module.js';
import { ServiceClock } from './time/service-clock.js';
import { TimeModule } from './time/time.module.js';
import { servingLicenceFeature } from './serving-licence/index.js';

/** The kinds of dialog that this service has. The sample is one: put your own in its place. */
export const features: readonly Feature[] = [servingLicenceFeature];

/** The table of contents. */
@Module({})
export class AppModule {
  static forFeatures(settings: Settings, included: readonly Feature[]): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(settings),
        HttpModule,
        DatabaseModule.with(ownTablesOf(included)),
        TimeModule,
        DialogTokenModule.forRootAsync({
          inject: [Settings, ServiceClock],
          useFactory: (checked: Settings, clock: ServiceClock) => ({
            baseUrl: checked.DIALOGPORTEN_BASE_URL,
            issuer: checked.DIALOGPORTEN_ISSUER,
            serviceResources: checked.DIALOGPORTEN_SERVICE_RESOURCES,
            clockToleranceSeconds: checked.DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS,
            keyRefreshSeconds: checked.DIALOGPORTEN_KEY_REFRESH_SECONDS,
            fetch: outgoingFetch,
            now: () => clock.now().getTime(),
          }),
        }),
        ServiceOwnerModule,
        SystemUsersModule,
        EffectsModule,
        EventsModule,
        ...included.map(({ module }) => module),
        OperationsModule,
        OpenApiModule,
        RoutesModule,
      ],
    };
  }
}
