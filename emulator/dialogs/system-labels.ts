import { randomUUID } from 'node:crypto';
import type { Dialog } from './dialog.js';

type EndUserContext = Dialog['endUserContext'];

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
