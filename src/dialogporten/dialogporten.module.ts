import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { DialogportenClient, type DialogportenClientOptions } from './dialogporten-client.js';
import type { MaskinportenOptions } from './maskinporten-grant.js';
import { MaskinportenTokens } from './maskinporten-tokens.js';

/** Where Dialogporten is, and who we are there. */
export interface DialogportenModuleOptions extends DialogportenClientOptions {
  readonly maskinporten: MaskinportenOptions;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<DialogportenModuleOptions>({
  moduleName: 'Dialogporten',
})
  .setClassMethodName('forRoot')
  .build();

/**
 * Gives {@link DialogportenClient} to the modules that import it.
 *
 * @example
 * DialogportenModule.forRootAsync({
 *   inject: [Settings],
 *   useFactory: (settings: Settings) => ({
 *     baseUrl: settings.DIALOGPORTEN_BASE_URL,
 *     maskinporten: {
 *       issuer: settings.MASKINPORTEN_ISSUER,
 *       clientId: settings.MASKINPORTEN_CLIENT_ID,
 *       privateJwk: settings.MASKINPORTEN_PRIVATE_JWK,
 *       scope: settings.MASKINPORTEN_SCOPE,
 *       exchangeUrl: settings.ALTINN_EXCHANGE_URL,
 *     },
 *   }),
 * })
 */
@Module({
  providers: [
    {
      provide: MaskinportenTokens,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ maskinporten, now }: DialogportenModuleOptions) =>
        new MaskinportenTokens({ now, ...maskinporten }),
    },
    {
      provide: DialogportenClient,
      inject: [MaskinportenTokens, MODULE_OPTIONS_TOKEN],
      useFactory: (tokens: MaskinportenTokens, options: DialogportenModuleOptions) =>
        new DialogportenClient(tokens, options),
    },
  ],
  exports: [DialogportenClient],
})
export class DialogportenModule extends ConfigurableModuleClass {}
