import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Projections } from '../delivery/projections.js';
import type { DialogRow } from '../database/schema.js';
import { Problem } from '../http/problem.js';
import { DefinitionError } from './definition-error.js';
import { checkDefinition } from './rules/definition-rules.js';
import type { Effect } from './effect.js';
import { exampleEffects } from './rules/effect-rules.js';
import type { DialogDefinition } from './dialog-definition.js';
import { toDialog } from './dialogs.repository.js';
import { projectionOf } from './projection.js';
import type { TransmissionAccess } from './transmission-access.js';

/** The definitions of this service, told apart by their service resources. */
@Injectable()
export class DialogDefinitions implements OnModuleInit {
  private readonly byResource = new Map<string, DialogDefinition>();

  constructor(
    private readonly settings: Settings,
    private readonly projections: Projections,
  ) {}

  /** @throws {DefinitionError} when it breaks a rule of the platform, or its service resource has one already. */
  register(definition: DialogDefinition): void {
    const { serviceResource } = definition;
    if (this.byResource.has(serviceResource)) throw new DefinitionError(definition, 'is the second one of it');
    const { PUBLIC_URL: publicUrl, MASKINPORTEN_SCOPE } = this.settings;
    const { transmissionAccess } = this;
    checkDefinition(definition, { publicUrl, scopes: MASKINPORTEN_SCOPE.split(' '), transmissionAccess });
    this.byResource.set(serviceResource, definition);
    this.projections.register(serviceResource, {
      project: (row: DialogRow) => projectionOf(definition, toDialog(row), transmissionAccess),
      takeBack: (queries, dialogId, fromVersion) => definition.takeBackRows?.(queries, dialogId, fromVersion),
    });
  }

  /** How this platform is told who may read a transmission. */
  get transmissionAccess(): TransmissionAccess {
    return this.settings.DIALOGPORTEN_AUTHORIZATION_CONTEXTS ? 'context' : 'attribute';
  }

  /** Checks that every definition's tokens are let in. */
  onModuleInit(): void {
    for (const definition of this.byResource.values()) {
      if (!this.settings.DIALOGPORTEN_SERVICE_RESOURCES.includes(definition.serviceResource)) {
        throw new DefinitionError(definition, 'has a resource that DIALOGPORTEN_SERVICE_RESOURCES does not name');
      }
    }
  }

  /** @returns undefined when the resource has none. */
  of(serviceResource: string): DialogDefinition | undefined {
    return this.byResource.get(serviceResource);
  }

  get all(): readonly DialogDefinition[] {
    return [...this.byResource.values()];
  }

  /** The names of all states of all definitions. */
  get stateNames(): readonly string[] {
    const names = [...this.byResource.values()].flatMap((definition) =>
      definition.examples.map((state) => definition.describe(state).state),
    );
    return [...new Set(names)];
  }

  /** The effects that the examples of each definition ask for. */
  exampleEffects(): readonly { readonly definition: DialogDefinition; readonly effects: readonly Effect[] }[] {
    return [...this.byResource.values()].map((definition) => ({ definition, effects: exampleEffects(definition) }));
  }

  /** The classes of what dialogs are opened with, of each definition that has one. */
  get contents(): readonly Type[] {
    return [...this.byResource.values()].flatMap(({ opening }) => (opening === undefined ? [] : [opening.body]));
  }

  /**
   * The definition of a service resource.
   *
   * @param serviceResource default: the first of ours
   * @throws {Problem} `foreign-resource`
   */
  named(serviceResource?: string): DialogDefinition {
    const resources = serviceResource === undefined ? this.settings.DIALOGPORTEN_SERVICE_RESOURCES : [serviceResource];
    const definition = resources.map((resource) => this.of(resource)).find(Boolean);
    if (definition === undefined) throw new Problem('foreign-resource');
    return definition;
  }
}
