import { derivedFields, inOrder, isOpened, seenFields, summaryFields } from '../dialogs/derived.js';
import type { Dialog, Transmission } from '../model/dialog.js';

/** A dialog as its service owner gets it; `viewer` is whom they ask for. */
export function serviceOwnerView(dialog: Dialog, viewer?: string): object {
  const { frozen: _frozen, seenLog: _seenLog, labelLog: _labelLog, ...shown } = dialog;
  return {
    ...shown,
    ...derivedFields(dialog),
    ...seenFields(dialog, viewer),
    transmissions: inOrder(dialog.transmissions).map((transmission) => transmissionView(dialog, transmission)),
    activities: inOrder(dialog.activities),
  };
}

function transmissionView(dialog: Dialog, transmission: Transmission) {
  return { ...transmission, isOpened: isOpened(dialog, transmission) };
}

/** A dialog as its service owner finds it in a search. */
export function serviceOwnerSummary(dialog: Dialog): object {
  const {
    frozen: _frozen,
    seenLog: _seenLog,
    labelLog: _labelLog,
    idempotentKey: _idempotentKey,
    expiresAt: _expiresAt,
    searchTags: _searchTags,
    guiActions: _guiActions,
    apiActions: _apiActions,
    attachments: _attachments,
    transmissions: _transmissions,
    activities: _activities,
    content,
    ...shown
  } = dialog;
  const { additionalInfo: _additionalInfo, mainContentReference: _mainContentReference, ...texts } = content;
  return { ...shown, content: texts, ...derivedFields(dialog), ...seenFields(dialog), ...summaryFields(dialog) };
}
