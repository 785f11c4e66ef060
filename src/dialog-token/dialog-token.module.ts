import { ConfigurableModuleBuilder, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { BearerAuthentication } from './bearer-authentication.js';
import { DialogTokenGuard } from './dialog-token.guard.js';
import { type DialogTokenOptions, type DialogTokenSettings, dialogTokenSettings } from './dialog-token.options.js';
import { authenticateRequestsTo } from './dialog-token.strategy.js';
import { DialogTokenVerifier } from './dialog-token-verifier.js';
import { EndpointCheck } from './endpoint-check.js';
import { KeySet } from './key-set.js';
import { keySource } from './key-source.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<DialogTokenOptions>()
  .setClassMethodName('forRoot')
  .build();

const SETTINGS = Symbol('dialog-token:settings');

/**
 * Dialog tokens for a service provider: fetches the issuer's keys, verifies tokens, guards dialog endpoints. Import it
 * once; it is global.
 *
 * @example
 * DialogTokenModule.forRoot({
 *   baseUrl: 'https://platform.altinn.no/dialogporten',
 *   serviceResources: ['urn:altinn:resource:serving-licence'],
 * })
 */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: SETTINGS, useFactory: dialogTokenSettings, inject: [MODULE_OPTIONS_TOKEN] },
    {
      provide: KeySet,
      useFactory: ({ fetchTimeoutMs, keyRefreshSeconds, ...settings }: DialogTokenSettings) =>
        new KeySet({
          ...settings,
          fetchKeys: keySource({ ...settings, timeoutMs: fetchTimeoutMs }),
          refreshSeconds: keyRefreshSeconds,
          random: Math.random,
        }),
      inject: [SETTINGS],
    },
    {
      provide: DialogTokenVerifier,
      useFactory: (settings: DialogTokenSettings, keys: KeySet) => new DialogTokenVerifier({ ...settings, keys }),
      inject: [SETTINGS, KeySet],
    },
    {
      provide: BearerAuthentication,
      useFactory: ({ serviceResources }: DialogTokenSettings, verifier: DialogTokenVerifier) =>
        new BearerAuthentication(verifier, serviceResources),
      inject: [SETTINGS, DialogTokenVerifier],
    },
    DialogTokenGuard,
    EndpointCheck,
  ],
  exports: [KeySet, DialogTokenVerifier, DialogTokenGuard],
})
export class DialogTokenModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(BearerAuthentication) private readonly authentication: BearerAuthentication,
  ) {
    super();
  }

  onModuleInit(): void {
    // An application context without an HTTP server has no requests to authenticate.
    const server: object | undefined = this.adapterHost.httpAdapter?.getHttpServer();
    if (server !== undefined) authenticateRequestsTo(server, this.authentication);
  }
}
