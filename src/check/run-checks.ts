import { productionWarnings } from '../config/production-rules.js';
import type { Settings } from '../config/settings.js';
import type { OwnTables } from '../database/drizzle.js';
import { granteeOf } from '../dialogporten/maskinporten-grant.js';
import type { DialogDefinition } from '../dialogs/dialog-definition.js';
import { checkDatabase } from './check-database.js';
import { checkDialogporten } from './check-dialogporten.js';
import { checkEvents } from './check-events.js';
import { checkIdporten } from './check-idporten.js';
import { checkMaskinporten } from './check-maskinporten.js';
import { checkProxy } from './check-proxy.js';
import { finding, type Findings } from './finding.js';
import { tryDialogs } from './trial-dialog.js';

/** Extent of the checks. */
export interface CheckOptions {
  /** Whether a dialog is made in Dialogporten, and purged again. */
  readonly write: boolean;
  /** The kinds of dialog that the service has. */
  readonly definitions: readonly DialogDefinition[];
  /** The tables that they have for themselves. */
  readonly own?: readonly OwnTables[];
  /** The current time, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Looks at everything that the service needs. A check that a fault before it makes pointless is left out. */
export async function* runChecks(
  settings: Settings,
  { write, definitions, own = [], now = Date.now }: CheckOptions,
): Findings {
  const { NODE_ENV, PUBLIC_URL, DIALOGPORTEN_BASE_URL, DIALOGPORTEN_SERVICE_RESOURCES } = settings;
  yield finding('ok', 'settings', `NODE_ENV=${NODE_ENV}, PUBLIC_URL=${PUBLIC_URL}`);
  for (const warning of productionWarnings(settings)) yield finding('note', 'settings', warning);
  yield* checkDatabase(settings, { definitions, own, now });
  yield* checkProxy(settings);
  yield* checkEvents(settings, definitions);
  yield* checkDialogporten(settings, now);
  const grantee = granteeOf(settings, now);
  const identity = yield* checkMaskinporten(grantee);
  yield* checkIdporten(settings, now);
  if (!write) {
    yield finding('note', 'trial dialog', 'not tried: -- --write has one made, and purged again');
  } else if (identity?.organisation === undefined) {
    yield finding('fault', 'trial dialog', 'not tried: there is no token that says which organisation we are');
  } else {
    yield* tryDialogs(grantee, {
      baseUrl: DIALOGPORTEN_BASE_URL,
      serviceResources: DIALOGPORTEN_SERVICE_RESOURCES,
      organisation: identity.organisation,
      authorizationContexts: settings.DIALOGPORTEN_AUTHORIZATION_CONTEXTS,
    });
  }
}
