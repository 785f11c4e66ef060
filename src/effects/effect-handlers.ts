import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { DefinitionError } from '../dialogs/definition-error.js';
import type { DialogChange } from '../dialogs/dialog-definition.js';
import { DialogDefinitions } from '../dialogs/dialog-definitions.js';
import { effectHandlerMetadata, type EffectToMake, type OnBehalf } from './effect-handler.decorator.js';

/** Calls a handler. */
export type Handle = (effect: EffectToMake) => Promise<DialogChange | OnBehalf<DialogChange> | undefined>;

/** The handlers of effects, found among the providers of the features. */
@Injectable()
export class EffectHandlers implements OnModuleInit {
  private readonly byKey = new Map<string, Handle>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly definitions: DialogDefinitions,
  ) {}

  /** @throws {DefinitionError} when an effect has no handler, or two. */
  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance === 'object' && instance !== null) this.addFrom(instance as Record<string, Handle>);
    }
    for (const { definition, effects } of this.definitions.exampleEffects()) {
      for (const { name } of effects) {
        if (this.byKey.has(keyOf(definition.serviceResource, name))) continue;
        throw new DefinitionError(definition, `has an effect "${name}" without an @EffectHandler()`);
      }
    }
  }

  /** Every effect that has a handler, as {@link keyOf} writes it. */
  get keys(): readonly string[] {
    return [...this.byKey.keys()];
  }

  of(serviceResource: string, name: string): Handle | undefined {
    return this.byKey.get(keyOf(serviceResource, name));
  }

  private addFrom(provider: Record<string, Handle>): void {
    for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(provider) as object)) {
      const found: unknown = Reflect.getMetadata(effectHandlerMetadata, provider[method]!);
      if (found === undefined) continue;
      const { serviceResource, name } = found as { serviceResource: string; name: string };
      const key = keyOf(serviceResource, name);
      if (this.byKey.has(key)) throw new DefinitionError({ serviceResource }, `has two handlers of "${name}"`);
      this.byKey.set(key, (effect) => provider[method]!(effect));
    }
  }
}

/** Names the effects of one kind of dialog that one handler makes. */
export function keyOf(serviceResource: string, name: string): string {
  return `${serviceResource} ${name}`;
}
