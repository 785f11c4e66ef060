import type { FastifyRequest } from 'fastify';
import type { Activity, Transmission } from '../model/dialog.js';
import type { DialogCreation, DialogUpdate, Input } from '../model/input.js';
import { PlatformProblem } from '../http/problem.js';
import { platformSchemas } from '../json/platform-schemas.js';
import { readBody } from '../json/request-body.js';
import type { Platform } from '../platform.js';
import { checkActivity } from '../validation/activity-rules.js';
import { checkCreation, checkUpdate } from '../validation/dialog-rules.js';
import { checkTransmission } from '../validation/transmission-rules.js';
import { Violations } from '../validation/violations.js';
import { ruleContextOf } from './rule-context.js';

function checked<T>(
  platform: Platform,
  request: FastifyRequest,
  body: T,
  check: (violations: Violations, body: T) => void,
): T {
  const violations = new Violations(ruleContextOf(platform, request));
  check(violations, body);
  violations.refuseIfAny(400);
  return body;
}

/**
 * The dialog that the body creates.
 *
 * @throws PlatformProblem 400; 500 without a service resource, which Dialogporten's metrics look up before its rules do
 * (FeatureMetricBehaviour.cs)
 */
export function checkedCreation(platform: Platform, request: FastifyRequest): DialogCreation {
  const creation = readBody(
    'post',
    '/serviceowner/dialogs',
    request.body,
    platformSchemas[platform.plays],
  ) as DialogCreation;
  if (typeof creation.serviceResource !== 'string') throw new PlatformProblem(500);
  return checked(platform, request, creation, checkCreation);
}

/** The update that the body of a PUT is. */
export function readUpdate(platform: Platform, request: FastifyRequest): DialogUpdate {
  return readBody(
    'put',
    '/serviceowner/dialogs/{dialogId}',
    request.body,
    platformSchemas[platform.plays],
  ) as DialogUpdate;
}

/** The update, when it follows the rules. */
export function checkedUpdate(platform: Platform, request: FastifyRequest, update: DialogUpdate): DialogUpdate {
  return checked(platform, request, update, checkUpdate);
}

/** The transmission in the body. The platform takes it for the first of a list, and names its fields so. */
export function checkedTransmission(platform: Platform, request: FastifyRequest): Input<Transmission> {
  const path = '/serviceowner/dialogs/{dialogId}/transmissions';
  const transmission = readBody('post', path, request.body, platformSchemas[platform.plays]) as Input<Transmission>;
  return checked(platform, request, transmission, (violations) =>
    checkTransmission(violations, 'transmissions[0]', transmission),
  );
}

/** The transmission in the body, that takes the place of one that is there. That is always silent. */
export function checkedReplacement(platform: Platform, request: FastifyRequest): Input<Transmission> {
  const path = '/serviceowner/dialogs/{dialogId}/transmissions/{transmissionId}';
  const { isSilentUpdate, ...transmission } = readBody(
    'put',
    path,
    request.body,
    platformSchemas[platform.plays],
  ) as Input<Transmission> & { readonly isSilentUpdate?: boolean };
  return checked(platform, request, transmission, (violations) => {
    checkTransmission(violations, 'dto', transmission, { isThere: true });
    if (isSilentUpdate !== true)
      violations.add('isSilentUpdate', 'IsSilentUpdate must be true when updating transmissions.');
  });
}

/** The activity in the body. */
export function checkedActivity(platform: Platform, request: FastifyRequest): Input<Activity> {
  const path = '/serviceowner/dialogs/{dialogId}/activities';
  const activity = readBody('post', path, request.body, platformSchemas[platform.plays]) as Input<Activity>;
  return checked(platform, request, activity, (violations) => checkActivity(violations, 'activity', activity));
}
