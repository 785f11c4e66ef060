import type { DialogDefinition, GuiAction } from '../../../src/dialogs/dialog-definition.js';
import { type Actor, type HistoryEntry, information } from '../../../src/dialogs/history.js';
import type { DialogStatus } from '../../../src/dialogporten/dialogporten-types.js';
import {
  applyChange,
  examples,
  isNewDialog,
  type NewDialog,
  type NewDialogChange,
  type NewDialogState,
} from './new-dialog.js';
import { actionTitles, activityTexts, embedTexts, summaries, title } from './texts.js';

const statuses: Readonly<Record<NewDialogState, DialogStatus>> = {
  open: 'RequiresAttention',
  confirmed: 'Completed',
};

/** What each change puts into the dialog's history. */
const histories: Readonly<Record<NewDialogChange['type'], (actor: Actor) => readonly HistoryEntry<never>[]>> = {
  confirm: (actor) => [information(activityTexts.confirmed, actor)],
};

/** The buttons of each state. Dialogporten takes one `Primary`, one `Secondary` and five `Tertiary`. */
const buttons: Readonly<Record<NewDialogState, (dialog: string) => readonly GuiAction[]>> = {
  open: (dialog) => [
    {
      name: 'confirm',
      action: 'confirm',
      priority: 'Primary',
      httpMethod: 'POST',
      path: `${dialog}/confirm`,
      title: actionTitles.confirm,
    },
  ],
  confirmed: () => [],
};

/** Everything that is the same wherever a dialog is stored, delivered or shown. */
export const newDialog: DialogDefinition<NewDialog, NewDialogChange, never> = {
  serviceResource: 'urn:altinn:resource:new-dialog',
  initial: examples.open,
  examples: Object.values(examples),
  transmissions: {},
  isState: isNewDialog,
  apply: applyChange,
  isDeleted: () => false,
  history: ({ type }, actor) => histories[type](actor),
  describe: ({ state }) => ({ state }),
  view: ({ id, state: current }) => ({
    status: statuses[current.state],
    title,
    summary: summaries[current.state],
    embed: { path: `/new-dialog/${id}/embed`, shows: { current, embedTexts, summaries } },
    guiActions: buttons[current.state](`/new-dialog/${id}`),
  }),
};
