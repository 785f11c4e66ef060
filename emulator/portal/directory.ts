import type { Policy } from '../policy.js';

/** Whom the portal may be, and how service owners are called. System users have no portal. */
export function directory({ personas, serviceResources, organisations = [] }: Policy) {
  const people = personas.filter(({ systemUser }) => systemUser === undefined);
  return {
    personas: people.map(({ id, name, description, level, consumer }) => ({
      id,
      name,
      description,
      level,
      higher: people.find((other) => other.consumer === consumer && other.level > level)?.id,
    })),
    owners: Object.fromEntries(
      serviceResources.map(({ owner, ownerCode }) => [
        ownerCode,
        organisations.find(({ number }) => number === owner)?.name ?? ownerCode,
      ]),
    ),
  };
}
