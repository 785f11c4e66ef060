import { isOpened } from '../dialogs/derived.js';
import type { Dialog, Transmission } from '../model/dialog.js';
import { excludedAs, sorted } from './excluded.js';
import type { GrantedActions } from './granted-actions.js';
import { maskedAttachment, maskedEmbed, maskedLink } from './masked.js';
import { shownActor } from './shown-actor.js';

/** May the transmission be read? */
export function mayRead(
  granted: GrantedActions,
  { id, authorizationAttribute, authorizationContext }: Transmission,
): boolean {
  return authorizationContext ? granted.allowsEntity(id) : granted.allowsTransmission(authorizationAttribute);
}

/** A transmission for an end user. A refusal covers all parts of the transmission. */
export function transmissionView(
  dialog: Dialog,
  transmission: Transmission,
  granted: GrantedActions,
  isAuthorized: boolean,
  now: number,
) {
  const { idempotentKey: _key, authorizationContext: _context, content, sender, ...shown } = transmission;
  const { contentReference, ...texts } = content;
  const isGranted = ({
    id,
    authorizationContext,
  }: Transmission['attachments'][number] | Transmission['navigationalActions'][number]) =>
    isAuthorized && (!authorizationContext || granted.allowsEntity(id ?? ''));
  const attachments = sorted(
    transmission.attachments,
    isGranted,
    ({ authorizationContext: own, ...attachment }, isUsable) => ({
      ...maskedAttachment(attachment, isUsable, now),
      ...(own && { isAuthorized: isUsable }),
    }),
  );
  const links = sorted(
    transmission.navigationalActions,
    isGranted,
    ({ authorizationContext: own, ...link }, isUsable) => ({
      ...maskedLink(link, isUsable, now),
      ...(own && { isAuthorized: isUsable }),
    }),
  );
  return {
    ...shown,
    sender: shownActor(sender),
    isAuthorized,
    isOpened: isOpened(dialog, transmission),
    content: { ...texts, ...(contentReference && { contentReference: maskedEmbed(contentReference, isAuthorized) }) },
    attachments: attachments.shown,
    ...excludedAs('excludedAttachments', attachments),
    navigationalActions: links.shown,
    ...excludedAs('excludedNavigationalActions', links),
  };
}
