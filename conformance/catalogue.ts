import type { Group } from './check.js';
import { activities } from './checks/activities.js';
import { actors } from './checks/actors.js';
import { authorizationContexts } from './checks/authorization-contexts.js';
import { contextRules } from './checks/context-rules.js';
import { creating } from './checks/creating.js';
import { dialogToken } from './checks/dialog-token.js';
import { doors } from './checks/doors.js';
import { ending } from './checks/ending.js';
import { endUser } from './checks/end-user.js';
import { identity } from './checks/identity.js';
import { labels } from './checks/labels.js';
import { masking } from './checks/masking.js';
import { patching } from './checks/patching.js';
import { reading } from './checks/reading.js';
import { refusedContent } from './checks/refused-content.js';
import { refusedDialogs } from './checks/refused-dialogs.js';
import { refusedParts } from './checks/refused-parts.js';
import { replacing } from './checks/replacing.js';
import { revisions } from './checks/revisions.js';
import { transmissions } from './checks/transmissions.js';
import { updateTimes } from './checks/update-times.js';

/** Everything that is asked, in the order in which it is asked. */
export const catalogue: readonly Group[] = [
  { subject: 'creating a dialog', checks: creating },
  { subject: 'ids and idempotent keys', checks: identity },
  { subject: 'dialogs that are refused', checks: refusedDialogs },
  { subject: 'content that is refused', checks: refusedContent },
  { subject: 'parts of dialogs that are refused', checks: refusedParts },
  { subject: 'reading a dialog', checks: reading },
  { subject: 'replacing a dialog (PUT)', checks: replacing },
  { subject: 'patching a dialog (PATCH)', checks: patching },
  { subject: 'revisions', checks: revisions },
  { subject: 'when a dialog was updated', checks: updateTimes },
  { subject: 'transmissions', checks: transmissions },
  { subject: 'activities', checks: activities },
  { subject: 'actors', checks: actors },
  { subject: 'labels', checks: labels },
  { subject: 'deleting, restoring, purging', checks: ending },
  { subject: 'callers and routes', checks: doors },
  { subject: 'what an end user gets', checks: endUser },
  { subject: 'what is hidden from an end user', checks: masking },
  { subject: 'the dialog token', checks: dialogToken },
  { subject: 'how authorization contexts are given', checks: contextRules },
  { subject: 'authorization contexts', checks: authorizationContexts },
];
