import type { ClientWithKey } from '../client-with-key.js';

/** Whose desk it is, and what is done there. */
export interface DeskOptions {
  /** Where the service answers, without a trailing slash. */
  readonly serviceUrl: string;
  /** The agency's own system, as Maskinporten knows it. */
  readonly client: ClientWithKey;
  readonly scope: string;
  readonly changes: readonly DeskChange[];
}

/** What the service owner does to a dialog, by a route of its own. */
export interface DeskChange {
  readonly title: string;
  /** Below `/service-owner/dialogs/{dialogId}/`. */
  readonly path: string;
  /** The states that allow it. */
  readonly states: readonly string[];
  /** What is asked for: a text each, left out of the body when it is empty. */
  readonly texts: readonly { readonly name: string; readonly label: string }[];
  /** The buttons, and what each puts into the body. */
  readonly choices: readonly { readonly label: string; readonly body: object }[];
}
