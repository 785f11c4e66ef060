import type { Dialog } from './dialog-types.js';
import { type Language, preferred } from './language.js';
import { filled, type Texts, textOf } from './texts.js';

/**
 * Announcement for screen readers: that the dialog has changed, its status if that did, and the actions it now has.
 * Empty when there is no news, as when another person has viewed it.
 */
export function describeChange(
  before: Dialog,
  after: Dialog,
  { language, texts }: { readonly language: Language; readonly texts: Texts },
): string {
  const statusOf = ({ status, content }: Dialog) =>
    [textOf(texts.status, status), preferred(content.extendedStatus?.value, language)].filter(Boolean).join(', ');
  const known = new Set(before.guiActions.map(({ action }) => action));
  const actions = after.guiActions
    .filter(
      ({ action, isAuthorized, isDeleteDialogAction }) => isAuthorized && !isDeleteDialogAction && !known.has(action),
    )
    .map(({ title, action }) => preferred(title, language) ?? action);
  const isSame = before.contentUpdatedAt === after.contentUpdatedAt && statusOf(before) === statusOf(after);
  if (isSame && actions.length === 0) return '';
  return [
    texts.updated,
    ...(statusOf(before) === statusOf(after) ? [] : [filled(texts.newStatus, { status: statusOf(after) })]),
    ...(actions.length === 0 ? [] : [filled(texts.newActions, { actions: actions.join(', ') })]),
  ].join(' ');
}
