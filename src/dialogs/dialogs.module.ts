import { type DynamicModule, Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { ActorNames } from '../dialogporten/actor-names.js';
import type { DialogChange, DialogDefinition } from './dialog-definition.js';
import type { DialogState } from './dialog.js';
import { DialogDefinitions } from './dialog-definitions.js';
import { dialogDefinition, Dialogs } from './dialogs.js';
import { DialogsService } from './dialogs.service.js';
import { Retention } from './retention.js';
import { Searches } from './searches.js';
import { StoredDialogs } from './stored-dialogs.js';
import { StoredStates } from './stored-states.js';
import { TransmissionOpenings } from './transmission-openings.js';

/** Our dialogs of every kind. */
@Module({
  imports: [DeliveryModule],
  providers: [
    ActorNames,
    DialogDefinitions,
    DialogsService,
    StoredDialogs,
    Searches,
    TransmissionOpenings,
    Retention,
    StoredStates,
  ],
  exports: [ActorNames, DialogDefinitions, DialogsService, StoredDialogs, Searches, TransmissionOpenings],
})
export class DialogsModule {
  /**
   * Registers a definition, and provides its {@link Dialogs} to the module that imports this.
   *
   * @throws {DefinitionError} when it breaks a rule of the platform, or its service resource has one already.
   */
  static forFeature<State extends DialogState, Change extends DialogChange, Transmission extends string, Content>(
    definition: DialogDefinition<State, Change, Transmission, Content>,
  ): DynamicModule {
    return {
      module: DialogsFeatureModule,
      imports: [DialogsModule, DeliveryModule],
      providers: [
        {
          provide: dialogDefinition,
          inject: [DialogDefinitions],
          useFactory: (definitions: DialogDefinitions) => {
            definitions.register(definition);
            return definition;
          },
        },
        Dialogs,
      ],
      exports: [Dialogs],
    };
  }
}

/** The dialogs of one definition. */
@Module({})
class DialogsFeatureModule {}
