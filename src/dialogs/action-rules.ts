import type { ApiAction, GuiAction } from './dialog-definition.js';
import { authorizationFaults, lengthFaults, longest, nameFaults, pathFaults, textFaults } from './field-rules.js';

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
