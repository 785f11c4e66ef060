import type { FastifyRequest } from 'fastify';
import { notFound } from '../dialogs/dialog-problems.js';
import type { Dialog } from '../model/dialog.js';
import { markSeen, viewerOf } from '../end-user/dialog-access.js';
import { mayUse } from '../end-user/dialog-view.js';
import { type GrantedActions, grantedActions } from '../end-user/granted-actions.js';
import { mayRead } from '../end-user/transmission-view.js';
import { PlatformProblem } from '../http/problem.js';
import { lowerCased, type Query } from '../http/query.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { isParty, isPerson } from '../validation/identifiers.js';
import { serviceOwnerView } from './dialog-view.js';

/**
 * A dialog as its service owner gets it for an end user (`enduserid`): they have seen it then, and what they may use is
 * marked. Nothing is masked, since it is the service owner's own. As in GetDialogQuery.cs.
 *
 * @throws PlatformProblem 404 when they may not see it
 */
export function viewOnBehalf(platform: Platform, dialog: Dialog, endUserId: string): object {
  const persona = personaOf(platform, endUserId);
  const granted = persona && grantedActions(platform.policy, persona, dialog, platform.plays);
  if (!persona || granted?.hasMainAccess !== true) throw notFound('DialogEntity', dialog.id);
  const seen = markSeen(platform, persona, dialog, { isViaServiceOwner: true });
  return serviceOwnerView(markedFor(granted, asSeenNow(dialog, seen)), viewerOf(persona));
}

/** The answer that notes a user for the first time does not say yet by whom they were shown it (DialogSeenLogWriter.cs). */
function asSeenNow({ seenLog: before }: Dialog, seen: Dialog): Dialog {
  const seenLog = seen.seenLog.map((entry, index) =>
    index < before.length ? entry : { ...entry, isViaServiceOwner: false },
  );
  return { ...seen, seenLog };
}

/** The person that a service owner acts for, when there is one with that number. */
export function personaOf({ policy }: Platform, endUserId: string): Persona | undefined {
  return policy.personas.find(({ consumer, systemUser }) => consumer === endUserId && !systemUser);
}

/**
 * Whom the service owner asks for, if any.
 *
 * @throws PlatformProblem 400 for any other than a person with a number
 */
export function endUserIdIn({ query }: FastifyRequest): string | undefined {
  const { enduserid: id } = lowerCased(query as Query);
  if (id === undefined) return undefined;
  if (typeof id === 'string' && isPerson(id) && isParty(id)) return id.toLowerCase();
  const form = 'urn:altinn:person:identifier-no:{norwegian f-nr/d-nr}';
  const errors = { EndUserId: [`'End User Id' must be a valid end user identifier: '${form}'.`] };
  throw new PlatformProblem(400, errors, 'application/json');
}

function markedFor(granted: GrantedActions, dialog: Dialog): Dialog {
  const { content, guiActions, apiActions, transmissions, endUserContext } = dialog;
  const { mainContentReference } = content;
  const marked = <Entity>(entities: readonly Entity[], isAuthorized: (entity: Entity) => boolean) =>
    entities.map((entity) => ({ ...entity, isAuthorized: isAuthorized(entity) }));
  return {
    ...dialog,
    content: {
      ...content,
      ...(mainContentReference && {
        mainContentReference: { ...mainContentReference, isAuthorized: granted.mayReadMain },
      }),
    },
    guiActions: marked(guiActions, (action) => mayUse(granted, action)),
    apiActions: marked(apiActions, (action) => mayUse(granted, action)),
    transmissions: marked(transmissions, (transmission) => mayRead(granted, transmission)),
    endUserContext: {
      ...endUserContext,
      systemLabels: endUserContext.systemLabels.filter((label) => label !== 'MarkedAsUnopened'),
    },
  };
}
