import type { Feature } from '../feature.js';
import { servingLicence } from './dialogs/serving-licence.definition.js';
import { ServingLicenceModule } from './serving-licence.module.js';
import { standInMaskinportenClientId, standInMaskinportenPrivateJwk } from './stand-in-client.js';

/** The sample, with what the stand-in platform knows of it. */
export const servingLicenceFeature: Feature = {
  module: ServingLicenceModule,
  definitions: [servingLicence],
  localSettings: {
    DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:serving-licence',
    SERVICE_OWNER_SCOPE: 'serving-licence:dialogs.write',
    SERVICE_OWNER_ORGANIZATIONS: '991825827',
    MASKINPORTEN_CLIENT_ID: standInMaskinportenClientId,
    MASKINPORTEN_PRIVATE_JWK: JSON.stringify(standInMaskinportenPrivateJwk),
  },
};
