import type { Dialog } from '../dialogs/dialog.js';
import { accessibleDialog, accessibleDialogs, markSeen, viewerOf } from '../end-user/dialog-access.js';
import { dialogTokenFor } from '../end-user/dialog-token.js';
import { endUserSummary, endUserView } from '../end-user/dialog-view.js';
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

/** What a portal filters by, of all that the schema offers. */
export interface SearchInput {
  readonly party?: readonly string[];
  readonly org?: readonly string[];
  readonly serviceResource?: readonly string[];
  readonly status?: readonly string[];
  readonly systemLabel?: readonly string[];
  readonly search?: string;
  readonly excludeApiOnly?: boolean;
  readonly limit?: number;
  readonly continuationToken?: string;
}

const defaultLimit = 100;

/** The persona's dialogs, those whose content changed last first. */
export function searchDialogs(platform: Platform, persona: Persona, input: SearchInput) {
  if (!input.party?.length && !input.serviceResource?.length) {
    const message = 'party or serviceResource must be given';
    return {
      items: [],
      hasNextPage: false,
      orderBy: [],
      errors: [{ __typename: 'SearchDialogValidationError', message }],
    };
  }
  const found = accessibleDialogs(platform, persona)
    .filter((dialog) => isWanted(dialog, input))
    .toSorted((a, b) => b.contentUpdatedAt.localeCompare(a.contentUpdatedAt));
  const start = found.findIndex(({ id }) => id === input.continuationToken) + 1;
  const items = found.slice(start, start + (input.limit ?? defaultLimit));
  const hasNextPage = start + items.length < found.length;
  return {
    items: items.map((dialog) => endUserSummary(dialog, viewerOf(persona))),
    hasNextPage,
    continuationToken: hasNextPage ? items.at(-1)?.id : undefined,
    orderBy: [{ contentUpdatedAt: 'DESC' }],
    errors: [],
  };
}

function isWanted(dialog: Dialog, input: SearchInput): boolean {
  const labels = dialog.endUserContext.systemLabels;
  return (
    isAmong(input.party, dialog.party) &&
    isAmong(input.org, dialog.org) &&
    isAmong(input.serviceResource, dialog.serviceResource) &&
    isAmong(input.status, dialog.status) &&
    (input.systemLabel ?? []).every((label) => labels.includes(label)) &&
    !(input.excludeApiOnly && dialog.isApiOnly) &&
    (!input.search || textsOf(dialog).includes(input.search.toLowerCase()))
  );
}

function isAmong(wanted: readonly string[] | undefined, value: string): boolean {
  return !wanted?.length || wanted.includes(value);
}

function textsOf({ content, searchTags }: Dialog): string {
  const texts = [content.title, content.summary, content.senderName].flatMap((text) => text?.value ?? []);
  return [...texts, ...searchTags].map(({ value }) => value.toLowerCase()).join('\n');
}
