import { isDeepStrictEqual } from 'node:util';
import { serviceResourceForm } from '../../config/setting-rules.js';
import { bodyLimitFault, usualKibibytes } from '../../http/bodies.js';
import { DefinitionError } from '../definition-error.js';
import type { DialogDefinition, DialogView } from '../dialog-definition.js';
import type { DialogState } from '../dialog.js';
import { eventFaults } from '../event.js';
import { readAgain } from '../made-state.js';
import { inMarkdown } from '../projected-parts.js';
import type { TransmissionAccess } from '../transmission-access.js';
import { changeFaults, exampleStates } from './change-rules.js';
import { effectFaults } from './effect-rules.js';
import { exampleOf, openingFaults } from './examples.js';
import { embedFaults, longest, textFaults } from './field-rules.js';
import { historyFaults } from './history-rules.js';
import { transmissionFaults } from './transmission-rules.js';
import { apiActionFaults, attachmentFaults, fieldFaults, guiActionFaults } from './view-rules.js';

const textParts = [
  'title',
  'summary',
  'nonSensitiveTitle',
  'nonSensitiveSummary',
  'extendedStatus',
  'senderName',
] as const;
const searchTagLength = { least: 3, most: 63 } as const;

/** The settings that a definition has to agree with. */
interface DefinitionSurroundings {
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
  if ((definition.writeRows === undefined) !== (definition.takeBackRows === undefined)) {
    yield 'has one of writeRows and takeBackRows without the other';
  }
  if (definition.examples.length === 0) yield 'gives no example of its states';
  const limitFault = bodyLimitFault(definition.opening?.bodyKibibytes ?? usualKibibytes);
  if (limitFault !== undefined) yield `is opened with ${limitFault}`;
  if (definition.opening?.examples.length === 0) yield 'gives no example of what its dialogs are opened with';
  yield* openingFaults(definition);
  for (const state of exampleStates(definition)) {
    const shown = JSON.stringify(state);
    if (!isDeepStrictEqual(readAgain(definition, state), state)) {
      yield `does not read its own state again as it was stored: ${shown}`;
    }
    for (const fault of viewFaults(viewOf(definition, state), publicUrl)) yield `${fault}, in the state ${shown}`;
  }
  yield* changeFaults(definition);
  yield* historyFaults(definition, scopes);
  yield* transmissionFaults(definition, { publicUrl, transmissionAccess });
  yield* effectFaults(definition);
  yield* eventFaults(definition);
}

/** @throws {DefinitionError} where it cannot be shown, such as for markdown that portals do not show. */
function viewOf(definition: DialogDefinition, state: DialogState): DialogView {
  try {
    return definition.view(exampleOf(definition, state));
  } catch (error) {
    const { message } = error as Error;
    throw new DefinitionError(definition, `cannot be shown in the state ${JSON.stringify(state)}: ${message}`);
  }
}

function* viewFaults(view: DialogView, publicUrl: string): Generator<string> {
  for (const part of textParts) {
    const texts = view[part];
    if (texts !== undefined) yield* textFaults(`its ${part}`, texts, longest[part]);
  }
  if (view.additionalInfo !== undefined) {
    yield* textFaults('its additionalInfo', inMarkdown(view.additionalInfo), longest.additionalInfo);
  }
  yield* searchTagFaults(view.searchTags ?? []);
  yield* fieldFaults(view);
  if (view.embed !== undefined) yield* embedFaults('its embed', view.embed.path, publicUrl);
  yield* guiActionFaults(view.guiActions, publicUrl);
  yield* apiActionFaults(view.apiActions ?? [], publicUrl);
  yield* attachmentFaults('of the dialog', view.attachments ?? [], publicUrl);
}

function* searchTagFaults(tags: readonly string[]): Generator<string> {
  const { least, most } = searchTagLength;
  if (tags.some(({ length }) => length < least || length > most)) {
    yield `has a search tag that is not ${least} to ${most} characters long`;
  }
  if (new Set(tags.map((tag) => tag.toLowerCase())).size < tags.length) {
    yield 'has a search tag twice, and Dialogporten does not tell small letters from large';
  }
}
