import type { ApiAction, GuiAction } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { checkChosenId, checkLength, checkRequired, checkUrl } from './field-rules.js';
import { checkLocalizations, checkRequiredLocalizations } from './text-rules.js';
import type { Violations } from './violations.js';

const mostByPriority = { Primary: 1, Secondary: 1, Tertiary: 5 } as const;
const guiMethods = ['GET', 'POST', 'DELETE'];

/** Few enough for a portal to show, each with a title, an action and a URL that a browser may call. */
export function checkGuiActions(violations: Violations, actions: readonly Input<GuiAction>[] | null | undefined): void {
  for (const [priority, most] of Object.entries(mostByPriority)) {
    const count = (actions ?? []).filter((action) => action.priority === priority).length;
    if (count > most) violations.add('guiActions', `must have at most ${most} with priority ${priority}`);
  }
  for (const [index, action] of (actions ?? []).entries()) {
    const at = `guiActions[${index}]`;
    checkChosenId(violations, `${at}.id`, action.id);
    checkActionName(violations, at, action);
    checkRequired(violations, `${at}.priority`, action.priority);
    checkUrl(violations, `${at}.url`, action.url);
    checkRequiredLocalizations(violations, `${at}.title`, action.title);
    checkLocalizations(violations, `${at}.prompt`, action.prompt);
    if (!guiMethods.includes(action.httpMethod ?? 'GET')) {
      violations.add(`${at}.httpMethod`, `must be one of ${guiMethods.join(', ')}`);
    }
  }
}

/** Each API action has an action and at least one endpoint. */
export function checkApiActions(violations: Violations, actions: readonly Input<ApiAction>[] | null | undefined): void {
  for (const [index, action] of (actions ?? []).entries()) {
    const at = `apiActions[${index}]`;
    checkChosenId(violations, `${at}.id`, action.id);
    checkActionName(violations, at, action);
    checkLength(violations, `${at}.name`, action.name);
    if (!action.endpoints?.length) violations.add(`${at}.endpoints`, 'must not be empty');
    for (const [endpointIndex, endpoint] of (action.endpoints ?? []).entries()) {
      checkUrl(violations, `${at}.endpoints[${endpointIndex}].url`, endpoint.url);
      checkRequired(violations, `${at}.endpoints[${endpointIndex}].httpMethod`, endpoint.httpMethod);
    }
  }
}

function checkActionName(violations: Violations, at: string, action: Input<GuiAction | ApiAction>): void {
  checkRequired(violations, `${at}.action`, action.action);
  checkLength(violations, `${at}.action`, action.action);
  checkLength(violations, `${at}.authorizationAttribute`, action.authorizationAttribute);
}
