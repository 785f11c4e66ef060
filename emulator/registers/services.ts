import type { Localization } from '../model/dialog.js';
import type { Platform } from '../platform.js';
import { defaultLevel, type Persona, type Policy, type ServiceResource } from '../policy.js';

const resourcePrefix = 'urn:altinn:resource:';

/** A service and its owner, as they are named beside a dialog. */
export function presented(policy: Policy, service: ServiceResource) {
  const id = service.urn.replace(resourcePrefix, '');
  const owner = policy.organisations?.find(({ number }) => number === service.owner)?.name ?? service.ownerCode;
  return {
    serviceResource: {
      id,
      isDelegable: true,
      minimumAuthenticationLevel: service.minimumLevel ?? defaultLevel,
      name: service.title ?? inAllLanguages(id),
    },
    serviceOwner: {
      orgNumber: service.owner,
      code: service.ownerCode,
      name: service.ownerName ?? inAllLanguages(owner),
    },
  };
}

function inAllLanguages(value: string): readonly Localization[] {
  return ['nb', 'nn', 'en'].map((languageCode) => ({ languageCode, value }));
}

/**
 * The services that have dialogs, as the catalogue of services names them.
 *
 * @param persona only those which the policy lets them have something to do with; none: all
 * @param parties only for these
 */
export function serviceCatalogue(platform: Platform, persona?: Persona, parties?: readonly string[] | null) {
  const { policy, dialogs, addresses } = platform;
  const referenced = new Set(dialogs.all().map(({ serviceResource }) => serviceResource.toLowerCase()));
  const held = persona?.roles
    .filter(({ party }) => !parties || parties.some((wanted) => wanted.toLowerCase() === party))
    .map(({ role }) => role);
  const isOpen = (urn: string) =>
    held === undefined || policy.rules.some((rule) => rule.serviceResource === urn && held.includes(rule.role));
  const services = policy.serviceResources.filter(({ urn }) => referenced.has(urn) && isOpen(urn));
  const link = (path: string) => ({ metadata: `${addresses.base}/${path}` });
  const granted = (urn: string, prefix: string) =>
    [...new Set(policy.rules.filter((rule) => rule.serviceResource === urn).map(({ role }) => role))]
      .filter((role) => role.startsWith(prefix))
      .map((role) => ({ urn: role, name: [], links: link(`accessmanagement/${role}`) }));
  const items = services.map((service) => {
    const { serviceResource, serviceOwner } = presented(policy, service);
    return {
      serviceResource: {
        ...serviceResource,
        resourceType: service.type,
        status: 'Completed',
        links: link(`resourceregistry/${serviceResource.id}`),
      },
      roles: granted(service.urn, 'urn:altinn:rolecode:'),
      accessPackages: granted(service.urn, 'urn:altinn:accesspackage:'),
      serviceOwner,
    };
  });
  return { items };
}
