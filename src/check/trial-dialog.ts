import { v7 } from 'uuid';
import { DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { organizationNumbered } from 'nestjs-dialog-token';
import type { CreateDialog, ServiceOwnerDialog } from '../dialogporten/dialogporten-types.js';
import type { Grantee } from '../dialogporten/maskinporten-grant.js';
import { MaskinportenTokens } from '../dialogporten/maskinporten-tokens.js';
import { platformFetch } from '../dialogporten/platform-fetch.js';
import { fault, type Finding, finding, type Findings } from './finding.js';

const timeoutMs = 10_000;
const minute = 60_000;
const year = 365 * 24 * 60 * minute;

const title = { mediaType: 'text/plain', value: [{ languageCode: 'nb', value: 'Prøve av forbindelsen' }] };

/** Where a trial dialog is made, and whose it is. */
export interface Trial {
  readonly baseUrl: string;
  readonly serviceResources: readonly string[];
  /** The organisation number of its party: our own. */
  readonly organisation: string;
  /** Whether we take Dialogporten to understand authorization contexts. */
  readonly authorizationContexts: boolean;
}

/**
 * Whether Dialogporten takes a dialog for each of our service resources, and understands authorization contexts if we think
 * so. The party is our own organisation, the dialog is not visible, and it is purged at once.
 */
export async function* tryDialogs(
  grantee: Grantee,
  { baseUrl, serviceResources, organisation, authorizationContexts }: Trial,
): Findings {
  const tokens = new MaskinportenTokens(grantee);
  const client = new DialogportenClient(tokens, { baseUrl, timeoutMs });
  for (const serviceResource of serviceResources) {
    const about = `trial dialog of ${serviceResource}`;
    const dialog = trialDialog(serviceResource, organisation, grantee.now());
    try {
      await client.create(dialog, { isSilent: true });
      yield finding('ok', about, 'is taken');
      yield contextsFinding(await client.get(dialog.id), authorizationContexts);
    } catch (error) {
      yield fault(about, error);
    }
    // Also after a failure: Dialogporten may have it, and only the answer was lost.
    yield* purge(about, baseUrl, dialog.id, tokens);
  }
}

function trialDialog(serviceResource: string, organisation: string, now: number): CreateDialog & { id: string } {
  return {
    // Its time has passed by every clock that is anywhere near ours.
    id: v7({ msecs: now - minute }),
    serviceResource,
    party: organizationNumbered(organisation).urn,
    status: 'NotApplicable',
    visibleFrom: new Date(now + year).toISOString(),
    content: { title },
    transmissions: [
      {
        type: 'Information',
        authorizationContext: { includeDialogParty: true, tokenRef: 'trial', unauthorizedPresentation: 'Disabled' },
        sender: { actorType: 'ServiceOwner' },
        content: { title },
      },
    ],
  };
}

/** A version of Dialogporten that does not know authorization contexts takes them, and forgets them. */
function contextsFinding({ transmissions }: ServiceOwnerDialog, expected: boolean): Finding {
  const about = 'authorization contexts';
  const [transmission] = transmissions as readonly { readonly authorizationContext?: unknown }[];
  const isUnderstood = (transmission?.authorizationContext ?? undefined) !== undefined;
  const said = isUnderstood ? 'Dialogporten understands them' : 'Dialogporten does not understand them';
  if (isUnderstood === expected) return finding('ok', about, said);
  return finding('fault', about, `${said}: set DIALOGPORTEN_AUTHORIZATION_CONTEXTS=${isUnderstood}`);
}

async function* purge(about: string, baseUrl: string, dialogId: string, tokens: MaskinportenTokens): Findings {
  try {
    const { status } = await platformFetch(
      `${baseUrl}/api/v1/serviceowner/dialogs/${dialogId}/actions/purge`,
      timeoutMs,
      { method: 'POST', headers: { authorization: `Bearer ${await tokens.token()}` } },
    );
    if (status === 204) yield finding('ok', about, 'is purged again');
    else if (status !== 404) yield finding('fault', about, `${dialogId} could not be purged: it answered ${status}`);
  } catch (error) {
    yield finding('fault', about, `${dialogId} may be left behind: ${(error as Error).message}`);
  }
}
