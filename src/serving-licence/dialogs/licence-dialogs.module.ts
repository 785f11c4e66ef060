import { DialogsModule } from '../../dialogs/dialogs.module.js';
import { servingLicence } from './serving-licence.definition.js';

/** Provides the sample's `Dialogs` to each of its modules, which import this one object. */
export const licenceDialogs = DialogsModule.forFeature(servingLicence);
