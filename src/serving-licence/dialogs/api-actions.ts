import type { ApiAction } from '../../dialogs/dialog-definition.js';
import type { Dialog } from '../../dialogs/dialog.js';
import type { Licence } from '../licence.js';

/** API actions for end-user systems in the application's present state. */
export function apiActionsOf({ id, state: { state } }: Pick<Dialog<Licence>, 'id' | 'state'>): readonly ApiAction[] {
  return state === 'draft' ? [statement(id)] : [];
}

const statement = (dialogId: string): ApiAction => ({
  name: 'statement',
  action: 'write',
  httpMethod: 'POST',
  path: `/dialogs/${dialogId}/statements`,
  documentation: '/schemas',
  requestSchema: '/schemas/Statement.json',
  responseSchema: '/schemas/AddedStatement.json',
});
