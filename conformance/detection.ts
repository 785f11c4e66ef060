import { type Name, names, type Need, type Role, roles } from './needs.js';
import { activity, dialogParty, guiAction, inContext, newId, partyRepresentative } from './samples.js';
import { tokenOf } from './token.js';
import { anonymous, type Platform, World } from './world.js';

/** Looks at what the platform is and who may call it, before anything is asked. */
export async function discover(platform: Platform): Promise<World> {
  const letsEverybodyIn = !platform.complete && !(await asksForToken(platform));
  // Without authentication there is one caller: service owner and end user at the same time.
  const known = letsEverybodyIn ? { ...platform, roles: { user: anonymous, ...platform.roles } } : platform;
  const lacking = new Set<Need>([
    ...(Object.keys(roles) as Role[]).filter((role) => !known.roles[role]),
    ...(Object.keys(names) as Name[]).filter((name) => known.names[name] === undefined),
  ]);
  const world = new World(known, lacking);
  if (letsEverybodyIn) lacking.add('authentication').add('scopes');
  if (!platform.complete) await lookForSwitches(world, lacking);
  await lookForNovelties(world, lacking);
  await world.tidy();
  return world;
}

async function asksForToken(platform: Platform): Promise<boolean> {
  const { nobody } = new World(platform, new Set());
  return (await nobody.get(`/dialogs/${newId()}`)).status === 401;
}

async function lookForSwitches(world: World, lacking: Set<Need>): Promise<void> {
  const unheardOf = { serviceResource: 'urn:altinn:resource:conformance-nobody-owns-this' };
  if ((await world.offer(unheardOf)).status === 201) lacking.add('resource register');
  if (!lacking.has('user')) {
    const id = await world.make({ guiActions: [guiAction({ action: 'conformance-nobody-may-do-this' })] });
    const { guiActions, dialogToken } = await world.readAs('user', id);
    if (guiActions[0]?.['isAuthorized'] === true) lacking.add('decisions');
    if (dialogToken.split('.').length !== 3) lacking.add('signed tokens');
  }
  // The register looks up the address itself; its substitute for local development gives everyone the same name.
  const byEmail = partyRepresentative('urn:altinn:person:idporten-email:ola@example.no');
  const { activities = [] } = await world.read(await world.make({ activities: [activity({ performedBy: byEmail })] }));
  const performedBy = activities[0]?.['performedBy'] as { readonly actorName?: string } | undefined;
  if (performedBy?.actorName !== 'ola@example.no') lacking.add('name register');
}

async function lookForNovelties(world: World, lacking: Set<Need>): Promise<void> {
  const action = inContext({ ...dialogParty, action: 'read' });
  // An action without a name is refused by a platform that does not look for one in the context.
  const { status, body } = await world.offer({ guiActions: [action] });
  if (status !== 201) lacking.add('authorization contexts');
  const seesTokens = status === 201 && !lacking.has('user') && !lacking.has('signed tokens');
  const shown = seesTokens ? await world.readAs('user', String(body)) : undefined;
  if (!shown || !('e' in tokenOf(shown).claims)) lacking.add('listed entities');
  if (typeof shown?.guiActions[0]?.['contextToken'] !== 'string') lacking.add('context tokens');
}
