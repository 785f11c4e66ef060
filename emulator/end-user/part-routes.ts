import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inOrder } from '../dialogs/derived.js';
import type { Activity, LabelLogEntry } from '../model/dialog.js';
import { notFound } from '../dialogs/dialog-problems.js';
import { idIn } from '../http/route-id.js';
import type { Platform } from '../platform.js';
import { type AccessibleDialog, dialogForParts, viewerOf } from './dialog-access.js';
import { activityView } from './dialog-view.js';
import { shownTo } from './persona.js';
import { seenEntryView } from './seen-entry.js';
import { shownActor } from './shown-actor.js';
import { mayRead, transmissionView } from './transmission-view.js';

type OneDialog = { Params: { dialogId: string } };
type OnePart = { Params: { dialogId: string; partId: string } };

/**
 * Parts of a dialog requested by themselves: transmissions, activities, the log of viewers and the log of label
 * changes.
 */
export function partRoutes(app: FastifyInstance, platform: Platform): void {
  const dialogOf = (request: FastifyRequest) => dialogForParts(platform, request.persona!, idIn(request, 'dialogId'));

  const shownTransmission = (
    { dialog, granted }: AccessibleDialog,
    transmission: AccessibleDialog['dialog']['transmissions'][number],
  ) => {
    const isAuthorized = mayRead(granted, transmission);
    const now = platform.now().getTime();
    const { isOpened: _isOpened, ...view } = transmissionView(dialog, transmission, granted, isAuthorized, now);
    return view;
  };

  app.get<OneDialog>('/dialogs/:dialogId/transmissions', (request) => {
    const accessible = dialogOf(request);
    return shownTo(
      request,
      inOrder(accessible.dialog.transmissions).map((transmission) => shownTransmission(accessible, transmission)),
    );
  });

  app.get<OnePart>('/dialogs/:dialogId/transmissions/:partId', (request) => {
    const accessible = dialogOf(request);
    const transmission = partOf(request, accessible.dialog.transmissions, 'DialogTransmission');
    return shownTo(request, shownTransmission(accessible, transmission));
  });

  app.get<OneDialog>('/dialogs/:dialogId/activities', (request) =>
    shownTo(request, inOrder(dialogOf(request).dialog.activities).map(listed)),
  );

  app.get<OnePart>('/dialogs/:dialogId/activities/:partId', (request) => {
    const activity = partOf(request, dialogOf(request).dialog.activities, 'DialogActivity');
    return shownTo(request, { ...activityView(activity), description: activity.description ?? [] });
  });

  app.get<OneDialog>('/dialogs/:dialogId/seenlog', (request) =>
    dialogOf(request).dialog.seenLog.map((entry) => seenEntryView(entry, viewerOf(request.persona!))),
  );

  app.get<OnePart>('/dialogs/:dialogId/seenlog/:partId', (request) =>
    seenEntryView(partOf(request, dialogOf(request).dialog.seenLog, 'DialogSeenLog'), viewerOf(request.persona!)),
  );

  app.get<OneDialog>('/dialogs/:dialogId/context/labellog', (request) =>
    (dialogOf(request).dialog.labelLog ?? []).map(logged),
  );
}

/** An activity in a list, which does not say who performed it. */
function listed({ performedBy: _performedBy, description = [], ...activity }: Activity): object {
  return { ...activity, description };
}

function logged(entry: LabelLogEntry): object {
  return { ...entry, performedBy: shownActor(entry.performedBy) };
}

function partOf<Part extends { readonly id: string }>(
  request: FastifyRequest,
  parts: readonly Part[],
  entity: string,
): Part {
  const wanted = idIn(request, 'partId');
  const part = parts.find(({ id }) => id === wanted);
  if (!part) throw notFound(entity, wanted);
  return part;
}
