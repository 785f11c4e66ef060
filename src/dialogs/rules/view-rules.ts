import type { ApiAction, Attachment, DialogView, GuiAction } from '../dialog-definition.js';
import { exampleId } from './examples.js';
import {
  authorizationFaults,
  isUriWithin,
  lengthFaults,
  longest,
  nameFaults,
  pathFaults,
  textFaults,
} from './field-rules.js';

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
    if (uri !== undefined && !isUriWithin(longest.process, uri)) {
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

const mostActions: Readonly<Record<GuiAction['priority'], number>> = { Primary: 1, Secondary: 1, Tertiary: 5 };

/** Faults for which Dialogporten would refuse a dialog's buttons and links. */
export function* guiActionFaults(actions: readonly GuiAction[], publicUrl: string): Generator<string> {
  for (const [priority, most] of Object.entries(mostActions)) {
    const count = actions.filter((action) => action.priority === priority).length;
    if (count > most) yield `shows ${count} ${priority} gui actions, and Dialogporten takes at most ${most}`;
  }
  yield* nameFaults('gui actions', actions);
  for (const action of actions) {
    const { name, path, title, prompt } = action;
    yield* authorizationFaults(`the gui action "${name}"`, action);
    yield* pathFaults(`the gui action "${name}"`, path, publicUrl);
    yield* textFaults(`the title of the gui action "${name}"`, title, longest.title);
    if (prompt !== undefined) yield* textFaults(`the prompt of the gui action "${name}"`, prompt, longest.title);
  }
}

/** Faults for which Dialogporten would refuse the API actions of a dialog. */
export function* apiActionFaults(actions: readonly ApiAction[], publicUrl: string): Generator<string> {
  yield* nameFaults('api actions', actions);
  for (const action of actions) {
    const { name } = action;
    yield* lengthFaults('the name of an api action', name);
    yield* lengthFaults(`the version of the api action "${name}"`, action.version ?? '');
    yield* authorizationFaults(`the api action "${name}"`, action);
    for (const part of ['path', 'documentation', 'requestSchema', 'responseSchema'] as const) {
      const path = action[part];
      if (path !== undefined) yield* pathFaults(`the ${part} of the api action "${name}"`, path, publicUrl);
    }
  }
}

/** Faults for which Dialogporten would refuse files. */
export function* attachmentFaults(
  whose: string,
  attachments: readonly Attachment[],
  publicUrl: string,
): Generator<string> {
  yield* nameFaults(`attachments ${whose}`, attachments);
  for (const attachment of attachments) {
    const what = `the attachment "${attachment.name}" ${whose}`;
    yield* lengthFaults(`the name of an attachment ${whose}`, attachment.name);
    yield* textFaults(`what is shown of ${what}`, attachment.displayName, longest.title);
    for (const form of [attachment, ...(attachment.otherForms ?? [])]) {
      yield* lengthFaults(`the media type of ${what}`, form.mediaType);
      yield* pathFaults(what, form.path(exampleId), publicUrl);
      if (form.consumers?.length === 0) yield `gives ${what} a form for no consumer`;
    }
  }
}
