import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { DialogTokenModule } from './dialog-token/index.js';
import { DialogsModule } from './dialogs/dialogs.module.js';
import { EmbedsModule } from './embeds/embeds.module.js';
import { HttpModule } from './http/http.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { WriteActionsModule } from './write-actions/write-actions.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static forSettings(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(settings),
        HttpModule,
        DatabaseModule,
        DialogTokenModule.forRootAsync({
          inject: [Settings],
          useFactory: (checked: Settings) => ({
            baseUrl: checked.DIALOGPORTEN_BASE_URL,
            issuer: checked.DIALOGPORTEN_ISSUER,
            serviceResources: checked.DIALOGPORTEN_SERVICE_RESOURCES,
            clockToleranceSeconds: checked.DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS,
            keyRefreshSeconds: checked.DIALOGPORTEN_KEY_REFRESH_SECONDS,
          }),
        }),
        DialogsModule,
        WriteActionsModule,
        EmbedsModule,
        OperationsModule,
      ],
    };
  }
}
