import { randomUUID } from 'node:crypto';
import type { Dialog } from '../dialogs/dialog.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import type { GrantedActions } from './granted-actions.js';

const lifetimeSeconds = 600;

/** Claims or header fields by name; undefined leaves one out. */
export type Members = Readonly<Record<string, unknown>>;

/** The token that the persona takes to the service provider. */
export function dialogTokenFor(platform: Platform, persona: Persona, dialog: Dialog, granted: GrantedActions): string {
  return signDialogToken(platform, {
    c: persona.consumer,
    l: persona.level,
    p: dialog.party,
    s: dialog.serviceResource,
    i: dialog.id,
    a: [...granted.entries].join(';'),
    y: persona.systemUser?.id,
    o: persona.systemUser?.organisation,
  });
}

/** Signs the claims together with those that every dialog token has; whatever is given wins. */
export function signDialogToken(
  { addresses, dialogTokenKeys, now }: Platform,
  claims: Members,
  header: Members = {},
): string {
  const iat = Math.floor(now().getTime() / 1000);
  return dialogTokenKeys.sign(
    { alg: 'EdDSA', typ: 'JWT', kid: dialogTokenKeys.signingKeyId, ...header },
    { jti: randomUUID(), iss: addresses.dialogporten, iat, nbf: iat, exp: iat + lifetimeSeconds, ...claims },
  );
}
