import { contextFaults } from './authorization-context-rules.js';
import { type Texts, languages } from '../http/languages.js';
import type { Dialog } from './dialog.js';
import { attachmentId } from './attachments.js';
import type { ApiAction, Attachment, DialogDefinition, DialogView, GuiAction } from './dialog-definition.js';

/** What Dialogporten's validators hold a dialog to, in UTF-16 code units, as .NET counts. */
const longest = { title: 255, summary: 255, extendedStatus: 25, senderName: 255, process: 255, url: 1023 } as const;
const searchTagLength = { least: 3, most: 63 } as const;
const mostActions: Readonly<Record<GuiAction['priority'], number>> = { Primary: 1, Secondary: 1, Tertiary: 5 };
const resourceName = /^urn:altinn:resource:[A-Za-z0-9_-]+$/;

/** A definition, or what it shows of some state, is not what Dialogporten takes. */
export class DefinitionError extends Error {
  constructor(definition: Pick<DialogDefinition, 'serviceResource'>, fault: string) {
    super(`The definition of ${definition.serviceResource} ${fault}`);
    this.name = 'DefinitionError';
  }
}

/**
 * Holds a definition against Dialogporten's rules, in every state that it gives an example of.
 *
 * @param publicUrl the base of the URLs that are put into dialogs
 * @throws {DefinitionError} that names the rule.
 */
export function checkDefinition(definition: DialogDefinition, publicUrl: string): void {
  for (const fault of faultsOf(definition, publicUrl)) throw new DefinitionError(definition, fault);
}

function* faultsOf(definition: DialogDefinition, publicUrl: string): Generator<string> {
  if (!resourceName.test(definition.serviceResource)) {
    yield 'has no service resource of the form urn:altinn:resource:<name>';
  }
  if (definition.examples.length === 0) yield 'gives no example of its states';
  for (const [name, view] of Object.entries(definition.transmissions)) {
    const { title, authorizationContext: context, attachments } = view;
    yield* textFaults(`the title of the transmission "${name}"`, title, longest.title);
    if (context !== undefined) yield* contextFaults(`the transmission "${name}"`, context);
    yield* attachmentFaults(`of the transmission "${name}"`, attachments?.(exampleId) ?? [], publicUrl);
  }
  for (const state of [definition.initial, ...definition.examples]) {
    const shown = JSON.stringify(state);
    if (!definition.isState(JSON.parse(shown))) yield `does not know its own state again once it was stored: ${shown}`;
    const view = definition.view(exampleOf(definition, state));
    for (const fault of viewFaults(view, publicUrl)) yield `${fault}, in the state ${shown}`;
  }
}

const exampleId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

function exampleOf({ serviceResource }: DialogDefinition, state: unknown): Dialog {
  const party = 'urn:altinn:organization:identifier-no:991825827';
  const at = new Date(0);
  const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
  return { id: exampleId, party, serviceResource, state, ...versions, createdAt: at, changedAt: at };
}

function* viewFaults(view: DialogView, publicUrl: string): Generator<string> {
  for (const part of ['title', 'summary', 'extendedStatus', 'senderName'] as const) {
    const texts = view[part];
    if (texts !== undefined) yield* textFaults(`its ${part}`, texts, longest[part]);
  }
  for (const tag of view.searchTags ?? []) {
    if (tag.length < searchTagLength.least || tag.length > searchTagLength.most) {
      yield `has a search tag that is not ${searchTagLength.least} to ${searchTagLength.most} characters long`;
    }
  }
  if (view.process !== undefined && !(view.process.length <= longest.process && URL.canParse(view.process))) {
    yield `names a process that is not a URI of at most ${longest.process} characters`;
  }
  yield* apiActionFaults(view.apiActions ?? [], publicUrl);
  yield* attachmentFaults('of the dialog', view.attachments ?? [], publicUrl);
  if (view.embed !== undefined) yield* pathFaults('its embed', view.embed.path, publicUrl);
  for (const [priority, most] of Object.entries(mostActions)) {
    const count = view.guiActions.filter((action) => action.priority === priority).length;
    if (count > most) yield `shows ${count} ${priority} gui actions, and Dialogporten takes at most ${most}`;
  }
  const names = view.guiActions.map(({ name }) => name);
  if (new Set(names).size < names.length) yield 'names two gui actions alike, and their ids are derived from the names';
  for (const { name, path, title, prompt } of view.guiActions) {
    yield* pathFaults(`the gui action "${name}"`, path, publicUrl);
    yield* textFaults(`the title of the gui action "${name}"`, title, longest.title);
    if (prompt !== undefined) yield* textFaults(`the prompt of the gui action "${name}"`, prompt, longest.title);
  }
}

function* apiActionFaults(actions: readonly ApiAction[], publicUrl: string): Generator<string> {
  if (new Set(actions.map(({ name }) => name)).size < actions.length) {
    yield 'names two api actions alike, and their ids are derived from the names';
  }
  for (const { name, ...paths } of actions) {
    for (const part of ['path', 'documentation', 'requestSchema', 'responseSchema'] as const) {
      const path = paths[part];
      if (path !== undefined) yield* pathFaults(`the ${part} of the api action "${name}"`, path, publicUrl);
    }
  }
}

function* attachmentFaults(whose: string, attachments: readonly Attachment[], publicUrl: string): Generator<string> {
  if (new Set(attachments.map(({ name }) => name)).size < attachments.length) {
    yield `names two attachments ${whose} alike, and their ids are derived from the names`;
  }
  for (const attachment of attachments) {
    const what = `the attachment "${attachment.name}" ${whose}`;
    yield* textFaults(`the name of ${what}`, attachment.displayName, longest.title);
    yield* pathFaults(what, attachment.path(attachmentId(exampleId, attachment)), publicUrl);
  }
}

function* textFaults(what: string, texts: Texts, most: number): Generator<string> {
  for (const language of languages) {
    if (texts[language].trim() === '') yield `has no ${language} text for ${what}`;
    if (texts[language].length > most) yield `has more than ${most} characters in ${what} (${language})`;
  }
}

function* pathFaults(what: string, path: string, publicUrl: string): Generator<string> {
  if (!path.startsWith('/')) yield `gives ${what} a path that does not start with "/"`;
  if (publicUrl.length + path.length > longest.url) yield `gives ${what} a URL of more than ${longest.url} characters`;
}
