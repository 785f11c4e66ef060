import type { ApiAction, GuiAction } from '../model/dialog.js';
import type { Input } from '../model/input.js';
import { checkAuthorization, checkContext } from './authorization-rules.js';
import {
  checkChosenId,
  checkEnum,
  checkLength,
  checkRequired,
  checkUniqueIds,
  checkUri,
  checkUrl,
} from './field-rules.js';
import { checkLocalizations, checkRequiredLocalizations } from './text-rules.js';
import type { Violations } from './violations.js';

type Actions<Action> = readonly Input<Action>[] | null | undefined;

const mostByPriority = {
  Primary: [1, 'one primary GUI action is'],
  Secondary: [1, 'one secondary GUI action is'],
  Tertiary: [5, 'five tertiary GUI actions are'],
} as const;
const guiMethods = ['GET', 'POST', 'DELETE'];

/**
 * Few enough for a portal to show, each with a title, an action and a URL that a browser may call.
 *
 * @param areNew whether their ids, if chosen, must be UUIDv7: UpdateDialogDialogGuiActionDtoValidator.cs takes any
 */
export function checkGuiActions(
  violations: Violations,
  field: string,
  actions: Actions<GuiAction>,
  areNew: boolean,
): void {
  for (const [priority, [most, phrase]] of Object.entries(mostByPriority)) {
    const count = (actions ?? []).filter((action) => action.priority === priority).length;
    if (count > most) violations.add(field, `Only ${phrase} allowed.`);
  }
  checkUniqueIds(violations, field, actions);
  for (const [index, action] of (actions ?? []).entries()) {
    const at = `${field}[${index}]`;
    if (areNew) checkChosenId(violations, `${at}.id`, action.id);
    checkActionName(violations, at, action);
    checkUrl(violations, `${at}.url`, action.url);
    checkEnum(violations, `${at}.priority`, action.priority);
    if (!guiMethods.includes(action.httpMethod ?? 'GET')) {
      violations.add(`${at}.httpMethod`, `'HttpMethod' for GUI actions must be one of [${guiMethods.join(', ')}].`);
    }
    checkRequiredLocalizations(violations, `${at}.title`, action.title);
    checkLocalizations(violations, `${at}.prompt`, action.prompt);
  }
}

/** Each API action has an action and at least one endpoint. */
export function checkApiActions(
  violations: Violations,
  field: string,
  actions: Actions<ApiAction>,
  areNew: boolean,
): void {
  checkUniqueIds(violations, field, actions);
  for (const [index, action] of (actions ?? []).entries()) {
    const at = `${field}[${index}]`;
    if (areNew) checkChosenId(violations, `${at}.id`, action.id);
    checkActionName(violations, at, action);
    checkLength(violations, `${at}.name`, action.name);
    checkRequired(violations, `${at}.endpoints`, action.endpoints ?? []);
    for (const [endpointIndex, endpoint] of (action.endpoints ?? []).entries()) {
      const of = `${at}.endpoints[${endpointIndex}]`;
      checkLength(violations, `${of}.version`, endpoint.version);
      checkUrl(violations, `${of}.url`, endpoint.url);
      checkEnum(violations, `${of}.httpMethod`, endpoint.httpMethod);
      for (const name of ['documentationUrl', 'requestSchema', 'responseSchema'] as const) {
        checkUri(violations, `${of}.${name}`, endpoint[name]);
      }
      if (endpoint.sunsetAt && endpoint.deprecated !== true) {
        violations.add(`${of}.deprecated`, "'Deprecated' must be true when SunsetAt is set.");
      }
    }
  }
}

function checkActionName(violations: Violations, at: string, action: Input<GuiAction | ApiAction>): void {
  const { authorizationContext } = action;
  if (!authorizationContext) checkRequired(violations, `${at}.action`, action.action);
  else if (action.action) violations.add(`${at}.action`, "'Action' cannot be combined with 'AuthorizationContext'.");
  checkLength(violations, `${at}.action`, action.action);
  checkAuthorization(violations, at, action);
  checkContext(violations, at, action);
}
