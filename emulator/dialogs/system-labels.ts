import { randomUUID } from 'node:crypto';
import type { Actor, Dialog, LabelLogEntry } from '../model/dialog.js';

type EndUserContext = Dialog['endUserContext'];

/** The labels that a user puts on a dialog, and those that they take off it. */
export interface LabelChange {
  readonly added: readonly string[];
  readonly removed?: readonly string[];
  readonly by: Actor;
  readonly at: string;
}

/**
 * The dialog with the labels changed, and with a line for each in the log (DialogEndUserContext.cs); the same one when that
 * changes nothing.
 */
export function relabelled(dialog: Dialog, { added, removed, by, at }: LabelChange): Dialog {
  const endUserContext = withLabels(dialog.endUserContext, added, removed);
  if (endUserContext === dialog.endUserContext) return dialog;
  const [before, after] = [dialog.endUserContext.systemLabels, endUserContext.systemLabels];
  const lines = (action: LabelLogEntry['action'], labels: readonly string[], others: readonly string[]) =>
    labels
      .filter((label) => label !== 'Default' && !others.includes(label))
      .map((label): LabelLogEntry => ({ createdAt: at, name: `systemlabel:${label}`, action, performedBy: by }));
  const labelLog = [...(dialog.labelLog ?? []), ...lines('set', after, before), ...lines('remove', before, after)];
  return { ...dialog, endUserContext, labelLog };
}

/** Of these a dialog has exactly one. */
const places = new Set(['Default', 'Bin', 'Archive']);

/** The context with the labels added and removed (SystemLabelService.cs); its revision moves when that changes anything. */
export function withLabels(
  context: EndUserContext,
  added: readonly string[],
  removed: readonly string[] = [],
): EndUserContext {
  let labels = context.systemLabels;
  for (const label of removed) {
    if (places.has(label) && labels.includes(label)) labels = moved(labels, 'Default');
    else if (label === 'MarkedAsUnopened') labels = labels.filter((present) => present !== label);
  }
  for (const label of added) {
    if (places.has(label)) labels = moved(labels, label);
    else if (!labels.includes(label)) labels = [...labels, label];
  }
  const isSame =
    labels.length === context.systemLabels.length && labels.every((label) => context.systemLabels.includes(label));
  return isSame ? context : { revision: randomUUID(), systemLabels: labels };
}

/** The label of the place where the dialog lies. */
export function placeOf({ systemLabels }: EndUserContext): string {
  return systemLabels.find((label) => places.has(label)) ?? 'Default';
}

function moved(labels: readonly string[], place: string): readonly string[] {
  return labels.includes(place) ? labels : [...labels.filter((label) => !places.has(label)), place];
}
