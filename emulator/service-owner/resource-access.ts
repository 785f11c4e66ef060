import type { FastifyRequest } from 'fastify';
import type { Dialog } from '../model/dialog.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { ServiceResource } from '../policy.js';
import { isAdmin, isCorrespondence } from './authorisation.js';

const resourcePrefix = 'urn:altinn:resource:';

/** The service resource of that name, when there is one. */
export function resourceNamed({ policy }: Platform, urn: string): ServiceResource | undefined {
  return policy.serviceResources.find((candidate) => candidate.urn === urn.toLowerCase());
}

/** Is it the caller's own? */
export function owns(platform: Platform, request: FastifyRequest, urn: string): boolean {
  return isAdmin(request) || resourceNamed(platform, urn)?.owner === request.serviceOwner?.organisation;
}

/** The dialogs of the caller's own service resources. */
export function ownDialogs(platform: Platform, request: FastifyRequest): Dialog[] {
  return platform.dialogs.all().filter(({ serviceResource }) => owns(platform, request, serviceResource));
}

/**
 * Refuses a dialog that mentions a service resource of another owner, or of none, and correspondence from anyone but Altinn's
 * own service for it (IServiceResourceAuthorizer.cs).
 *
 * @throws PlatformProblem 403
 */
export function assertOwnResources(platform: Platform, request: FastifyRequest, dialog: Dialog): void {
  const foreign = [...new Set(mentioned(dialog).map((urn) => urn.toLowerCase()))].filter(
    (urn) => !owns(platform, request, urn),
  );
  if (foreign.length > 0) {
    const message = `Not allowed to reference the following unowned resources: [${foreign.join(', ')}].`;
    throw new PlatformProblem(403, { Forbidden: [message] });
  }
  const { serviceResourceType: type } = dialog;
  if (type !== 'correspondenceservice' || isAdmin(request) || isCorrespondence(request)) return;
  throw new PlatformProblem(403, { Forbidden: [`User cannot create or modify a dialog with resource type ${type}.`] });
}

function mentioned({ serviceResource, guiActions, apiActions, attachments, transmissions }: Dialog): string[] {
  const links = transmissions.flatMap((transmission) => [
    ...transmission.attachments,
    ...transmission.navigationalActions,
  ]);
  const contexts = [...guiActions, ...apiActions, ...attachments, ...transmissions, ...links];
  const attributes = [...guiActions, ...apiActions, ...transmissions].map(
    ({ authorizationAttribute }) => authorizationAttribute,
  );
  const named = [...attributes, ...contexts.map(({ authorizationContext }) => authorizationContext?.serviceResource)];
  return [
    serviceResource,
    ...named.filter((name): name is string => name?.toLowerCase().startsWith(resourcePrefix) ?? false),
  ];
}
