import { randomUUID } from 'node:crypto';
import type { Dialog } from '../model/dialog.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import type { GrantedActions } from './granted-actions.js';

const lifetimeSeconds = 600;

/** Claims or header fields by name; undefined leaves one out. */
export type Members = Readonly<Record<string, unknown>>;

/** The token that the persona takes to the service provider. */
export function dialogTokenFor(platform: Platform, persona: Persona, dialog: Dialog, granted: GrantedActions): string {
  const { consumer, systemUser, supplier, level } = persona;
  return signDialogToken(platform, {
    c: consumer,
    y: systemUser?.id,
    o: systemUser?.organisation,
    u: supplier,
    l: level,
    p: dialog.party,
    s: dialog.serviceResource,
    i: dialog.id,
    a: [...granted.entries].join(';'),
    e: granted.entities.length > 0 ? granted.entities : undefined,
  });
}

/** Signs the claims together with those that every dialog token has; given claims take precedence. */
export function signDialogToken(
  { addresses, dialogTokenKeys, now }: Platform,
  claims: Members,
  header: Members = {},
): string {
  const iat = Math.floor(now().getTime() / 1000);
  return dialogTokenKeys.sign(
    { alg: 'EdDSA', typ: 'JWT', kid: dialogTokenKeys.signingKeyId, ...header },
    // The given ones first, as the platform orders them, and once more, since they win.
    { jti: randomUUID(), ...claims, iss: addresses.dialogporten, iat, nbf: iat, exp: iat + lifetimeSeconds, ...claims },
  );
}
