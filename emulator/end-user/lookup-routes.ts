import type { FastifyInstance } from 'fastify';
import { PlatformProblem } from '../http/problem.js';
import { lowerCased, type Query } from '../http/query.js';
import type { Platform } from '../platform.js';
import { dialogBehind, lookedUpFor } from '../registers/dialog-lookup.js';
import { parties } from '../registers/parties.js';
import { serviceCatalogue } from '../registers/services.js';
import { isParty } from '../validation/identifiers.js';
import { partyForm } from '../validation/party-form.js';
import { shownTo } from './persona.js';

/**
 * Requests of end user systems besides dialogs: the parties they may act for, the services, and the target of a
 * reference.
 */
export function lookupRoutes(app: FastifyInstance, platform: Platform): void {
  app.get('/parties', (request) => ({ authorizedParties: parties(platform.policy, request.persona!) }));

  app.get<{ Querystring: Query }>('/serviceresources', (request) => {
    const given = lowerCased(request.query)['party'];
    const wanted = given === undefined ? undefined : [given].flat();
    const wrong = wanted?.findIndex((party) => !isParty(party)) ?? -1;
    if (wrong >= 0) throw new PlatformProblem(400, { [`party[${wrong}]`]: [`'Party' ${partyForm}`] });
    return shownTo(request, serviceCatalogue(platform, request.persona!, wanted));
  });

  app.get<{ Querystring: Query }>('/dialoglookup', (request) => {
    const { instanceref } = lowerCased(request.query);
    const found = dialogBehind(platform, instanceref?.toString(), false);
    return shownTo(request, lookedUpFor(platform, request.persona!, found));
  });
}
