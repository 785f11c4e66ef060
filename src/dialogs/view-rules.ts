import type { DialogView } from './dialog-definition.js';
import { isUri, longest } from './field-rules.js';

const labelLength = { least: 3, most: 255 } as const;
const mostLabels = 20;

/**
 * Faults for which Dialogporten would refuse the fields of a dialog itself (CreateDialogDtoValidator.cs,
 * UpdateDialogDtoValidator.cs).
 */
export function* fieldFaults(view: DialogView): Generator<string> {
  const { progress, extendedStatusCode, serviceOwnerLabels = [] } = view;
  if (progress !== undefined && !(Number.isInteger(progress) && progress >= 0 && progress <= 100)) {
    yield 'shows a progress that is not a whole number from 0 to 100';
  }
  if (extendedStatusCode !== undefined && extendedStatusCode.length > longest.extendedStatusCode) {
    yield `has more than ${longest.extendedStatusCode} characters in its extendedStatusCode`;
  }
  yield* processFaults(view);
  yield* timeFaults(view);
  yield* labelFaults(serviceOwnerLabels);
}

function* processFaults({ process, precedingProcess }: DialogView): Generator<string> {
  for (const [name, uri] of Object.entries({ process, 'preceding process': precedingProcess })) {
    if (uri !== undefined && !(uri.length <= longest.process && isUri(uri))) {
      yield `names a ${name} that is not a URI of at most ${longest.process} characters`;
    }
  }
  if (precedingProcess !== undefined && process === undefined) yield 'names a preceding process, and no process';
}

function* timeFaults({ visibleFrom, dueAt, showsDueAt, expiresAt }: DialogView): Generator<string> {
  const due = showsDueAt === false ? undefined : dueAt;
  if (isBefore(expiresAt, due)) yield 'expires before it is due';
  if (isBefore(due, visibleFrom)) yield 'is due before it is visible';
  if (isBefore(expiresAt, visibleFrom)) yield 'expires before it is visible';
}

function isBefore(one: Date | undefined, other: Date | undefined): boolean {
  return one !== undefined && other !== undefined && one < other;
}

function* labelFaults(labels: readonly string[]): Generator<string> {
  const { least, most } = labelLength;
  if (labels.length > mostLabels) yield `has more than ${mostLabels} service owner labels`;
  if (labels.some((label) => label.trim() === '' || label.length < least || label.length > most)) {
    yield `has a service owner label that is not ${least} to ${most} characters long`;
  }
  if (new Set(labels.map((label) => label.toLowerCase())).size < labels.length) {
    yield 'has a service owner label twice, and Dialogporten does not tell small letters from large';
  }
}
