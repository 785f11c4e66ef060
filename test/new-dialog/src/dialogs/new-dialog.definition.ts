import type { DialogDefinition, GuiAction } from '../../../../src/dialogs/dialog-definition.js';
import { type Actor, type HistoryEntry, information } from '../../../../src/dialogs/history.js';
import type { DialogStatus } from '../../../../src/dialogporten/dialogporten-types.js';
import {
  applyChange,
  examples,
  isNewDialog,
  type NewDialog,
  type NewDialogChange,
  type NewDialogState,
} from '../new-dialog.js';
import { actionTitles, activityTexts, embedTexts, headings, summaries, title } from '../texts.js';

const statuses: Readonly<Record<NewDialogState, DialogStatus>> = {
  open: 'RequiresAttention',
  confirmed: 'Completed',
};

/** Entries of the dialog's history for each change. */
const histories: Readonly<Record<NewDialogChange['type'], (actor: Actor) => readonly HistoryEntry<never>[]>> = {
  confirm: (actor) => [information(activityTexts.confirmed, actor)],
};

type Name = keyof typeof actionTitles;

/** A button for users who are granted the action of the same name. */
const button = (dialog: string, name: Name, priority: GuiAction['priority']): GuiAction => ({
  name,
  action: name,
  priority,
  httpMethod: 'POST',
  path: `${dialog}/${name}`,
  title: actionTitles[name],
});

/** The buttons of each state. Dialogporten takes one `Primary`, one `Secondary` and five `Tertiary`. */
const buttons: Readonly<Record<NewDialogState, (dialog: string) => readonly GuiAction[]>> = {
  open: (dialog) => [button(dialog, 'confirm', 'Primary')],
  confirmed: () => [],
};

/** Everything that one of these dialogs is. */
export const newDialog: DialogDefinition<NewDialog, NewDialogChange, never> = {
  serviceResource: 'urn:altinn:resource:new-dialog',
  initial: () => examples.open,
  examples: Object.values(examples),
  exampleChanges: [{ type: 'confirm' }],
  transmissions: {},
  read: (stored) => (isNewDialog(stored) ? stored : undefined),
  apply: applyChange,
  isDeleted: () => false,
  history: ({ type }, actor) => histories[type](actor),
  describe: ({ state }) => ({ state }),
  view: ({ id, state: current }) => ({
    status: statuses[current.state],
    title,
    summary: summaries[current.state],
    showsDueAt: current.state === 'open',
    embed: { path: `/new-dialog/${id}/embed`, shows: { current, headings, embedTexts } },
    guiActions: buttons[current.state](`/new-dialog/${id}`),
  }),
};
