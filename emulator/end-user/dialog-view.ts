import { byId, derivedFields, inOrder, seenFields, summaryFields } from '../dialogs/derived.js';
import type { Activity, ApiAction, Dialog, GuiAction } from '../model/dialog.js';
import { excludedAs, sorted } from './excluded.js';
import type { GrantedActions } from './granted-actions.js';
import { masked, maskedAttachment, maskedEmbed } from './masked.js';
import { shownActor } from './shown-actor.js';
import { mayRead, transmissionView } from './transmission-view.js';

/**
 * A dialog as an end user gets it: every URL that the user has no access to is masked, persons have no number.
 *
 * @param now the moment that attachments run out by
 */
export function endUserView(dialog: Dialog, granted: GrantedActions, viewer: string, now = new Date()) {
  const {
    frozen: _frozen,
    seenLog: _seenLog,
    labelLog: _labelLog,
    idempotentKey: _idempotentKey,
    searchTags: _searchTags,
    serviceOwnerContext: _serviceOwnerContext,
    visibleFrom: _visibleFrom,
    content,
    endUserContext,
    ...shown
  } = dialog;
  const { mainContentReference, nonSensitiveTitle: _title, nonSensitiveSummary: _summary, ...texts } = content;
  const isAuthorized = granted.mayReadMain;
  const guiActions = sorted(dialog.guiActions, (action) => mayUse(granted, action), guiActionView);
  const apiActions = sorted(dialog.apiActions, (action) => mayUse(granted, action), apiActionView);
  const attachments = sorted(
    dialog.attachments,
    // GetDialogQuery.cs masks no attachment of a dialog, unless it has a context of its own.
    ({ id, authorizationContext }) => !authorizationContext || granted.allowsEntity(id),
    ({ authorizationContext: own, ...attachment }, isUsable) => ({
      ...maskedAttachment(attachment, isUsable, now.getTime()),
      ...(own && { isAuthorized: isUsable }),
    }),
  );
  const transmissions = sorted(
    inOrder(dialog.transmissions),
    (transmission) => mayRead(granted, transmission),
    (transmission, isReadable) => transmissionView(dialog, transmission, granted, isReadable, now.getTime()),
  );
  return {
    ...shown,
    ...derivedFields(dialog),
    ...seenByUsers(dialog, viewer),
    content: {
      ...texts,
      ...(mainContentReference && {
        mainContentReference: { ...maskedEmbed(mainContentReference, isAuthorized), isAuthorized },
      }),
    },
    attachments: attachments.shown,
    ...excludedAs('excludedAttachments', attachments),
    guiActions: guiActions.shown,
    ...excludedAs('excludedGuiActions', guiActions),
    apiActions: apiActions.shown,
    ...excludedAs('excludedApiActions', apiActions),
    transmissions: transmissions.shown,
    ...excludedAs('excludedTransmissions', transmissions),
    activities: byId(dialog.activities).map(activityView),
    endUserContext: {
      ...endUserContext,
      systemLabels: endUserContext.systemLabels.filter((label) => label !== 'MarkedAsUnopened'),
    },
  };
}

/** A dialog as an end user finds it in a list. */
export function endUserSummary(dialog: Dialog, viewer: string): object {
  const {
    revision: _revision,
    frozen: _frozen,
    seenLog: _seenLog,
    labelLog: _labelLog,
    idempotentKey: _idempotentKey,
    visibleFrom: _visibleFrom,
    expiresAt: _expiresAt,
    searchTags: _searchTags,
    serviceOwnerContext: _serviceOwnerContext,
    guiActions: _guiActions,
    apiActions: _apiActions,
    attachments: _attachments,
    transmissions: _transmissions,
    activities: _activities,
    content: { title, summary, senderName, extendedStatus },
    ...shown
  } = dialog;
  const { latestActivity, ...summaries } = summaryFields(dialog);
  return {
    ...shown,
    content: { title, summary, senderName, extendedStatus },
    ...derivedFields(dialog),
    ...seenByUsers(dialog, viewer),
    ...summaries,
    ...(latestActivity && { latestActivity: activityView(latestActivity) }),
  };
}

/** An activity as end users get to see it. */
export function activityView({ performedBy, ...activity }: Activity) {
  return { ...activity, performedBy: shownActor(performedBy) };
}

function seenByUsers(dialog: Dialog, viewer: string) {
  const { seenSinceLastUpdate, seenSinceLastContentUpdate } = seenFields(dialog, viewer);
  const shown = (entry: (typeof seenSinceLastUpdate)[number]) => ({ ...entry, seenBy: shownActor(entry.seenBy) });
  return {
    seenSinceLastUpdate: seenSinceLastUpdate.map(shown),
    seenSinceLastContentUpdate: seenSinceLastContentUpdate.map(shown),
  };
}

/** May the action be used? */
export function mayUse(granted: GrantedActions, action: GuiAction | ApiAction): boolean {
  const { id, authorizationContext, authorizationAttribute } = action;
  return authorizationContext ? granted.allowsEntity(id) : granted.allows(action.action, authorizationAttribute);
}

function guiActionView({ authorizationContext: _context, ...action }: GuiAction, isAuthorized: boolean) {
  return { ...(isAuthorized ? action : masked(action)), isAuthorized };
}

function apiActionView({ authorizationContext: _context, ...action }: ApiAction, isAuthorized: boolean) {
  return {
    ...action,
    isAuthorized,
    endpoints: isAuthorized ? action.endpoints : action.endpoints.map((endpoint) => masked(endpoint)),
  };
}
