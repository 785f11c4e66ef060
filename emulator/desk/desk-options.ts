import type { ClientWithKey } from '../client-with-key.js';

/** The service owner's desk: the address of the service, and the changes offered. */
export interface DeskOptions {
  /** Where the service answers, without a trailing slash. */
  readonly serviceUrl: string;
  /** The agency's own system, as Maskinporten knows it. */
  readonly client: ClientWithKey;
  readonly scope: string;
  readonly changes: readonly DeskChange[];
}

/** A change that the service owner makes to a dialog, by a route of its own. */
export interface DeskChange {
  readonly title: string;
  /** Below `/service-owner/dialogs/{dialogId}/`. */
  readonly path: string;
  /** The states that allow it. */
  readonly states: readonly string[];
  /** The text inputs; an empty one is left out of the body. */
  readonly texts: readonly { readonly name: string; readonly label: string }[];
  /** The buttons, and what each puts into the body. */
  readonly choices: readonly { readonly label: string; readonly body: object }[];
}
