import { isDeepStrictEqual } from 'node:util';
import { serviceResourceForm } from '../config/service-resource-form.js';
import { apiActionFaults, guiActionFaults } from './action-rules.js';
import { contextFaults } from './authorization-context-rules.js';
import { changeFaults, exampleStates } from './change-rules.js';
import type { Attachment, DialogDefinition, DialogView } from './dialog-definition.js';
import { effectFaults } from './effect-rules.js';
import { exampleOf, exampleId } from './example-dialog.js';
import { historyFaults } from './history-rules.js';
import { attributeFaults, type TransmissionAccess } from './transmission-access.js';
import { embedFaults, lengthFaults, longest, nameFaults, pathFaults, textFaults } from './field-rules.js';

const searchTagLength = { least: 3, most: 63 } as const;

/** A definition, or what it shows of some state, is not what Dialogporten takes. */
export class DefinitionError extends Error {
  constructor(definition: Pick<DialogDefinition, 'serviceResource'>, ...faults: readonly [string, ...string[]]) {
    super(faults.map((fault) => `The definition of ${definition.serviceResource} ${fault}`).join('\n'));
    this.name = 'DefinitionError';
  }
}

/** The settings that a definition has to agree with. */
export interface DefinitionSurroundings {
  /** The base of the URLs that are put into dialogs. */
  readonly publicUrl: string;
  /** The scopes that our token for Dialogporten has. */
  readonly scopes?: readonly string[];
  readonly transmissionAccess?: TransmissionAccess;
}

/**
 * Holds a definition against Dialogporten's rules, in every state that it gives an example of.
 *
 * @throws {DefinitionError} that names the rule.
 */
export function checkDefinition(
  definition: DialogDefinition,
  { publicUrl, scopes = [], transmissionAccess = 'context' }: DefinitionSurroundings,
): void {
  for (const fault of faultsOf(definition, { publicUrl, scopes, transmissionAccess }))
    throw new DefinitionError(definition, fault);
}

function* faultsOf(
  definition: DialogDefinition,
  { publicUrl, scopes, transmissionAccess }: Required<DefinitionSurroundings>,
): Generator<string> {
  if (!serviceResourceForm.test(definition.serviceResource)) {
    yield 'has no service resource of the form urn:altinn:resource:<name>, with four or more of a-z, 0-9, _ and - in its name';
  }
  if (definition.examples.length === 0) yield 'gives no example of its states';
  for (const [name, view] of Object.entries(definition.transmissions)) {
    const { title, authorizationContext: context, attachments } = view;
    const embed = view.embed?.(exampleId, exampleId);
    yield* textFaults(`the title of the transmission "${name}"`, title, longest.title);
    if (context !== undefined) yield* contextFaults(`the transmission "${name}"`, context);
    if (context !== undefined && transmissionAccess === 'attribute') {
      yield* attributeFaults(`the transmission "${name}"`, context);
    }
    if (embed !== undefined) yield* embedFaults(`the embed of the transmission "${name}"`, embed, publicUrl);
    yield* attachmentFaults(`of the transmission "${name}"`, attachments?.(exampleId) ?? [], publicUrl);
  }
  if (definition.opening?.examples.length === 0) yield 'gives no example of what its dialogs are opened with';
  for (const state of exampleStates(definition)) {
    const shown = JSON.stringify(state);
    if (!isDeepStrictEqual(definition.read(JSON.parse(shown)), state)) {
      yield `does not read its own state again as it was stored: ${shown}`;
    }
    const view = definition.view(exampleOf(definition, state));
    for (const fault of viewFaults(view, publicUrl)) yield `${fault}, in the state ${shown}`;
  }
  yield* changeFaults(definition);
  yield* historyFaults(definition, scopes);
  yield* effectFaults(definition);
}

function* viewFaults(view: DialogView, publicUrl: string): Generator<string> {
  for (const part of ['title', 'summary', 'extendedStatus', 'senderName'] as const) {
    const texts = view[part];
    if (texts !== undefined) yield* textFaults(`its ${part}`, texts, longest[part]);
  }
  yield* searchTagFaults(view.searchTags ?? []);
  if (view.process !== undefined && !(view.process.length <= longest.process && isUri(view.process))) {
    yield `names a process that is not a URI of at most ${longest.process} characters`;
  }
  if (view.embed !== undefined) yield* embedFaults('its embed', view.embed.path, publicUrl);
  yield* guiActionFaults(view.guiActions, publicUrl);
  yield* apiActionFaults(view.apiActions ?? [], publicUrl);
  yield* attachmentFaults('of the dialog', view.attachments ?? [], publicUrl);
}

/** .NET finds a URI ill-formed that needs an escape. */
const isUri = (text: string) => URL.canParse(text) && !/[\s<>"{}|\\^`]/.test(text);

function* searchTagFaults(tags: readonly string[]): Generator<string> {
  const { least, most } = searchTagLength;
  if (tags.some(({ length }) => length < least || length > most)) {
    yield `has a search tag that is not ${least} to ${most} characters long`;
  }
  if (new Set(tags.map((tag) => tag.toLowerCase())).size < tags.length) {
    yield 'has a search tag twice, and Dialogporten does not tell small letters from large';
  }
}

function* attachmentFaults(whose: string, attachments: readonly Attachment[], publicUrl: string): Generator<string> {
  yield* nameFaults(`attachments ${whose}`, attachments);
  for (const attachment of attachments) {
    const what = `the attachment "${attachment.name}" ${whose}`;
    yield* lengthFaults(`the name of an attachment ${whose}`, attachment.name);
    yield* lengthFaults(`the media type of ${what}`, attachment.mediaType);
    yield* textFaults(`what is shown of ${what}`, attachment.displayName, longest.title);
    yield* pathFaults(what, attachment.path(exampleId), publicUrl);
  }
}
