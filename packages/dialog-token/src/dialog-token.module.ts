import { ConfigurableModuleBuilder, Global, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import passport from 'passport';
import { ActionGuard, DialogTokenGuard } from './dialog-token.guard.js';
import { type DialogTokenOptions, type DialogTokenSettings, dialogTokenSettings } from './dialog-token.options.js';
import { DialogTokenStrategy } from './dialog-token.strategy.js';
import { DialogTokenVerifier } from './dialog-token-verifier.js';
import { implementation } from './ed25519.js';
import { EndpointCheck } from './endpoint-check.js';
import { KeySet } from './keys/key-set.js';
import { keySource, metadataPath } from './keys/authorization-server.js';
import { verificationKeysIn } from './verification-key.js';

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
      useFactory: ({
        baseUrl,
        issuer,
        fetchTimeoutMs: timeoutMs,
        fetch,
        keyRefreshSeconds,
        ...settings
      }: DialogTokenSettings) =>
        new KeySet({
          ...settings,
          name: 'Dialogporten',
          fetchKeys: keySource({ metadataUrl: `${baseUrl}/api/v1/${metadataPath}`, issuer, timeoutMs, fetch }),
          readKeys: verificationKeysIn,
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
      provide: DialogTokenStrategy,
      useFactory: (settings: DialogTokenSettings, verifier: DialogTokenVerifier) =>
        new DialogTokenStrategy(verifier, settings),
      inject: [SETTINGS, DialogTokenVerifier],
    },
    DialogTokenGuard,
    ActionGuard,
    EndpointCheck,
  ],
  exports: [KeySet, DialogTokenVerifier, DialogTokenStrategy, DialogTokenGuard],
})
export class DialogTokenModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(private readonly strategy: DialogTokenStrategy) {
    super();
  }

  /** For `AuthGuard('dialog-token')`. */
  onModuleInit(): void {
    passport.use(this.strategy);
    reportImplementation(new Logger(DialogTokenModule.name));
  }
}

/** Says at the start what verifies signatures: that it is the slow one is seen nowhere else but in the CPU time. */
export function reportImplementation(logger: Pick<Logger, 'log' | 'warn'>, { name, reason } = implementation): void {
  if (reason === undefined) {
    logger.log({ msg: 'dialog tokens are verified', by: name });
  } else {
    const msg = 'dialog tokens are verified, at nearly twice the cost, without sodium-native, which cannot be loaded';
    logger.warn({ msg, by: name, reason });
  }
}
