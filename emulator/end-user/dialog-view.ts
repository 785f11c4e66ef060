import { derivedFields, isOpened, seenFields, summaryFields } from '../dialogs/derived.js';
import type { ApiAction, Attachment, ContentValue, Dialog, GuiAction, Transmission } from '../dialogs/dialog.js';
import type { GrantedActions } from './granted-actions.js';

const unauthorised = 'urn:dialogporten:unauthorized';

/** A dialog as an end user gets it: every URL that the user has no access to is masked. */
export function endUserView(dialog: Dialog, granted: GrantedActions, viewer: string) {
  const {
    frozen: _frozen,
    seenLog: _seenLog,
    idempotentKey: _idempotentKey,
    searchTags: _searchTags,
    serviceOwnerContext: _serviceOwnerContext,
    visibleFrom: _visibleFrom,
    content,
    ...shown
  } = dialog;
  const mayRead = granted.allows('read');
  const { mainContentReference, nonSensitiveTitle: _title, nonSensitiveSummary: _summary, ...texts } = content;
  return {
    ...shown,
    ...derivedFields(dialog),
    ...seenFields(dialog, viewer),
    content: {
      ...texts,
      ...(mainContentReference && { mainContentReference: maskedEmbed(mainContentReference, mayRead) }),
    },
    attachments: mayRead ? dialog.attachments : dialog.attachments.map(maskedAttachment),
    guiActions: dialog.guiActions.map((action) => guiActionView(action, granted)),
    apiActions: dialog.apiActions.map((action) => apiActionView(action, granted)),
    transmissions: dialog.transmissions.map((transmission) => transmissionView(dialog, transmission, granted)),
  };
}

/** A dialog as an end user finds it in a list. */
export function endUserSummary(dialog: Dialog, viewer: string): object {
  const {
    revision: _revision,
    frozen: _frozen,
    seenLog: _seenLog,
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
  return {
    ...shown,
    content: { title, summary, senderName, extendedStatus },
    ...derivedFields(dialog),
    ...seenFields(dialog, viewer),
    ...summaryFields(dialog),
  };
}

function guiActionView(action: GuiAction, granted: GrantedActions) {
  const isAuthorized = granted.allows(action.action, action.authorizationAttribute);
  return { ...action, isAuthorized, url: isAuthorized ? action.url : unauthorised };
}

function apiActionView(action: ApiAction, granted: GrantedActions) {
  const isAuthorized = granted.allows(action.action, action.authorizationAttribute);
  const endpoints = isAuthorized ? action.endpoints : action.endpoints.map(masked);
  return { ...action, isAuthorized, endpoints };
}

function transmissionView(dialog: Dialog, transmission: Transmission, granted: GrantedActions) {
  const { idempotentKey: _idempotentKey, ...shown } = transmission;
  const { contentReference, ...texts } = transmission.content;
  const isAuthorized = granted.allowsTransmission(transmission.authorizationAttribute);
  return {
    ...shown,
    isAuthorized,
    isOpened: isOpened(dialog, transmission),
    content: {
      ...texts,
      ...(contentReference && { contentReference: maskedEmbed(contentReference, isAuthorized) }),
    },
    attachments: isAuthorized ? transmission.attachments : transmission.attachments.map(maskedAttachment),
    navigationalActions: isAuthorized ? transmission.navigationalActions : transmission.navigationalActions.map(masked),
  };
}

function maskedEmbed(embed: ContentValue, isAuthorized: boolean): ContentValue {
  const value = isAuthorized
    ? embed.value
    : embed.value.map(({ languageCode }) => ({ languageCode, value: unauthorised }));
  return { ...embed, isAuthorized, value };
}

function maskedAttachment(attachment: Attachment): Attachment {
  return { ...attachment, urls: attachment.urls.map(masked) };
}

function masked<T extends { readonly url: string }>(link: T): T {
  return { ...link, url: unauthorised };
}
