import { exampleStates } from '../dialogs/rules/change-rules.js';
import type { Attachment, DialogDefinition, DialogView } from '../dialogs/dialog-definition.js';
import { exampleId, exampleOf } from '../dialogs/rules/examples.js';
import { type Grant, grantToRead, type TransmissionAccess } from '../dialogs/transmission-access.js';
import { exampleTransmissions } from '../dialogs/rules/transmission-rules.js';

/** A URL of ours that a definition shows, and what the token of a user who sees it is good for. */
export interface ShownUrl {
  /** Such as `the gui action "sign"`. */
  readonly what: string;
  /**
   * `action`: called with a dialog token; `embed`: fetched by the portal, with a dialog token; `file`: opened by a browser, or
   * fetched with a dialog token; `system-file`: fetched with a dialog token; `link`: opened by a browser; `schema`: fetched by
   * anyone.
   */
  readonly as: 'action' | 'embed' | 'file' | 'system-file' | 'link' | 'schema';
  readonly method: string;
  readonly path: string;
  /** The action granted besides `read`. Of an action it is the action's own. */
  readonly grant?: Grant | undefined;
  /** Entries of the token's `e`. */
  readonly entities?: readonly string[];
  /** The level that an action says it takes. */
  readonly level?: number | undefined;
  /** The example state, as JSON, that shows it; undefined where every state may. */
  readonly state?: string;
}

/** Every URL of ours that a definition shows, in each of its example states. */
export function* shownUrls(definition: DialogDefinition, access: TransmissionAccess): Generator<ShownUrl> {
  for (const url of allUrls(definition, access)) if (url.path.startsWith('/')) yield url;
}

function* allUrls(definition: DialogDefinition, access: TransmissionAccess): Generator<ShownUrl> {
  for (const state of exampleStates(definition)) {
    const shown = JSON.stringify(state);
    for (const url of urlsOfView(definition.view(exampleOf(definition, state)))) yield { ...url, state: shown };
  }
  for (const [name, view] of Object.entries(definition.transmissions)) {
    const { tokenRef } = view.authorizationContext ?? {};
    const isListed = view.authorizationContext !== undefined && access === 'context';
    const reader = {
      method: 'GET',
      grant: access === 'attribute' ? grantToRead(view, access) : undefined,
      entities: isListed ? [exampleId, ...(tokenRef === undefined ? [] : [tokenRef])] : [],
    };
    const path = view.embed?.(exampleId, exampleId);
    if (path !== undefined) yield { ...reader, what: `the embed of the transmission "${name}"`, as: 'embed', path };
    for (const sent of exampleTransmissions(definition, name)) {
      for (const file of view.attachments?.(exampleId, sent) ?? []) {
        const what = `the attachment "${file.name}" of the transmission "${name}"`;
        for (const form of urlsOfFile(file)) yield { ...reader, what, ...form };
      }
      for (const { path: leadsTo } of view.links?.(sent) ?? []) {
        yield { what: `a link of the transmission "${name}"`, as: 'link', method: 'GET', path: leadsTo };
      }
    }
  }
}

function* urlsOfView({ embed, guiActions, apiActions = [], attachments = [] }: DialogView): Generator<ShownUrl> {
  if (embed !== undefined) yield { what: 'its embed', as: 'embed', method: 'GET', path: embed.path };
  for (const { name, httpMethod: method, path, level, ...authorization } of guiActions) {
    const as = method === 'GET' ? 'link' : 'action';
    yield { what: `the gui action "${name}"`, as, method, path, level, grant: grantOf(authorization) };
  }
  for (const { name, httpMethod: method, path, level, ...action } of apiActions) {
    const what = `the api action "${name}"`;
    yield { what, as: 'action', method, path, level, grant: grantOf(action) };
    for (const part of ['documentation', 'requestSchema', 'responseSchema'] as const) {
      const document = action[part];
      const opened = part === 'documentation' ? 'link' : 'schema';
      if (document !== undefined) yield { what: `the ${part} of ${what}`, as: opened, method: 'GET', path: document };
    }
  }
  for (const file of attachments) {
    for (const form of urlsOfFile(file)) yield { what: `the attachment "${file.name}"`, method: 'GET', ...form };
  }
}

/** People open what is theirs, with a dialog token or without; an end-user system has a token. */
function urlsOfFile(file: Attachment): Pick<ShownUrl, 'as' | 'path'>[] {
  return [file, ...(file.otherForms ?? [])].map((form) => ({
    as: form.consumers?.includes('Gui') === false ? 'system-file' : 'file',
    path: form.path(exampleId),
  }));
}

interface Authorized {
  readonly action: string;
  readonly authorizationAttribute?: string;
}

const grantOf = ({ action, authorizationAttribute: resource }: Authorized): Grant => ({
  action,
  ...(resource !== undefined && { resource }),
});
