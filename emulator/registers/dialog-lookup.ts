import type { Dialog } from '../model/dialog.js';
import { notFound } from '../dialogs/dialog-problems.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { presented } from './services.js';

const appInstance = 'urn:altinn:instance-id:';
const correspondence = 'urn:altinn:correspondence-id:';
const dialogId = 'urn:altinn:dialog-id:';
/** Prefix of the labels that an app sets on its own dialogs. */
const storage = 'urn:altinn:integration:storage:';

const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const instanceRef = new RegExp(`^(?:${appInstance}[1-9]\\d*/|${correspondence}|${dialogId})${uuid}$`);

/** A dialog that was looked up, and the reference that it goes by. */
export interface FoundDialog {
  readonly dialog: Dialog;
  readonly instanceRef: string;
}

/**
 * The dialog that a reference means: its own id, or an instance or correspondence that its service owner labelled it with.
 *
 * @throws PlatformProblem 400 for what is no reference, 404
 */
export function dialogBehind({ dialogs }: Platform, given: string | undefined, withDeleted: boolean): FoundDialog {
  const wanted = (given ?? '').trim().toLowerCase();
  if (!instanceRef.test(wanted)) {
    const forms = `'${appInstance}{partyId}/{uuid}', '${correspondence}{uuid}' or '${dialogId}{uuid}'`;
    throw new PlatformProblem(400, { InstanceRef: [`InstanceRef must be a supported identifier: ${forms}.`] });
  }
  const label = wanted.replace(appInstance, storage);
  const dialog = wanted.startsWith(dialogId)
    ? dialogs.get(wanted.slice(dialogId.length))
    : dialogs.all().find((each) => labelsOf(each).includes(label));
  if (!dialog || (dialog.deletedAt !== undefined && !withDeleted)) throw notFound('InstanceRef', given!);
  return { dialog, instanceRef: wanted.startsWith(dialogId) ? referenceOf(dialog) : wanted };
}

function labelsOf({ serviceOwnerContext }: Dialog): string[] {
  return serviceOwnerContext.serviceOwnerLabels.map(({ value }) => value.toLowerCase());
}

/** An app's instance comes before a correspondence, and both before the dialog itself (InstanceRef.cs). */
function referenceOf(dialog: Dialog): string {
  const labels = labelsOf(dialog).map((label) => label.replace(storage, appInstance));
  const references = labels.filter((label) => instanceRef.test(label)).toSorted();
  const of = (prefix: string) => references.findLast((label) => label.startsWith(prefix));
  return of(appInstance) ?? of(correspondence) ?? `${dialogId}${dialog.id}`;
}

/** The result of looking up a dialog. */
export function lookedUp({ policy }: Platform, { dialog, instanceRef: reference }: FoundDialog) {
  const service = policy.serviceResources.find(({ urn }) => urn === dialog.serviceResource.toLowerCase())!;
  return {
    dialogId: dialog.id,
    instanceRef: reference,
    party: dialog.party,
    ...presented(policy, service),
    title: dialog.content.title?.value ?? [],
  };
}

const grantTypes = {
  'urn:altinn:rolecode:': 'Role',
  'urn:altinn:accesspackage:': 'AccessPackage',
  'urn:altinn:resource:': 'ResourceDelegation',
} as const;

/**
 * The same for an end user, with what gives them access.
 *
 * @throws PlatformProblem 403 for who has none
 */
export function lookedUpFor(platform: Platform, persona: Persona, found: FoundDialog) {
  const { dialog } = found;
  const { policy } = platform;
  const held = new Set(persona.roles.filter(({ party }) => party === dialog.party).map(({ role }) => role));
  const rules = policy.rules.filter((rule) => rule.serviceResource === dialog.serviceResource.toLowerCase());
  const subjects = [...new Set(rules.map(({ role }) => role).filter((role) => held.has(role)))];
  const evidence = subjects.flatMap((subject) => {
    const kind = Object.entries(grantTypes).find(([prefix]) => subject.startsWith(prefix));
    return kind ? [{ grantType: kind[1], subject, name: [] }] : [];
  });
  if (evidence.length === 0) throw new PlatformProblem(403, { Forbidden: ['Forbidden'] });
  const isVia = (grantType: string) => evidence.some((item) => item.grantType === grantType);
  const told = lookedUp(platform, found);
  const isHidden = persona.level < told.serviceResource.minimumAuthenticationLevel;
  return {
    authorizationEvidence: {
      currentAuthenticationLevel: persona.level,
      viaRole: isVia('Role'),
      viaAccessPackage: isVia('AccessPackage'),
      viaResourceDelegation: isVia('ResourceDelegation'),
      viaInstanceDelegation: false,
      evidence,
    },
    ...told,
    ...(isHidden && { title: dialog.content.nonSensitiveTitle?.value ?? told.title }),
  };
}
