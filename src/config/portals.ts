/** Altinn's portal, in production and in its test environments. */
export const productionPortal = 'https://af.altinn.no';

const testPortals = ['https://af.tt02.altinn.no', 'https://af.at23.altinn.cloud', 'https://af.yt01.altinn.cloud'];

export const portals: readonly string[] = [productionPortal, ...testPortals];

/** The portal of the environment that a Dialogporten is of; that of production where it is of none that is known. */
export function portalOf(dialogportenBaseUrl: string): string {
  const host = URL.canParse(dialogportenBaseUrl) ? new URL(dialogportenBaseUrl).host : '';
  return testPortals.find((portal) => host === new URL(portal).host.replace(/^af\./, 'platform.')) ?? productionPortal;
}

/** The page of a dialog in the portal. The stand-in's portal is beside its Dialogporten. */
export function dialogInPortal(dialogportenBaseUrl: string, dialogId: string): string {
  const { origin, hostname } = new URL(dialogportenBaseUrl);
  return `${/(^|\.)localhost$/.test(hostname) ? origin : portalOf(dialogportenBaseUrl)}/inbox/${dialogId}`;
}
