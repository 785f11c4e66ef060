import type { Dialog } from '../model/dialog.js';
import { accessibleDialog, markSeen, viewerOf } from '../end-user/dialog-access.js';
import { dialogTokenFor } from '../end-user/dialog-token.js';
import { endUserView } from '../end-user/dialog-view.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';

/** The dialog with its token, or why the persona does not get it. Getting it marks it as seen, and as opened. */
export function dialogById(platform: Platform, persona: Persona, dialogId: string) {
  try {
    const { dialog, granted } = accessibleDialog(platform, persona, dialogId);
    const seen = markSeen(platform, persona, dialog);
    return {
      dialog: {
        ...endUserView(seen, granted, viewerOf(persona), platform.now()),
        dialogToken: dialogTokenFor(platform, persona, dialog, granted),
      },
      errors: [],
    };
  } catch (error) {
    if (!(error instanceof PlatformProblem)) throw error;
    const message = Object.values(error.errors).flat().join(' ');
    return { errors: [errorOf(error.status, message, platform.dialogs.get(dialogId))] };
  }
}

function errorOf(status: number, message: string, dialog: Dialog | undefined): object {
  const typed = (name: string, fields: object = {}) => ({ __typename: `DialogById${name}`, message, ...fields });
  if (status === 410) return typed('Deleted');
  if (status !== 404) return typed(message.includes('level too low') ? 'ForbiddenAuthLevelTooLow' : 'Forbidden');
  if (message.includes('not visible until')) return typed('NotVisible', { visibleFrom: dialog?.visibleFrom });
  return message.includes('expired at') ? typed('Expired', { expiredAt: dialog?.expiresAt }) : typed('NotFound');
}
