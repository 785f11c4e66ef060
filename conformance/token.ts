import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { decodeJwt, decodeProtectedHeader } from 'jose';

/** A token's parts, unverified. */
export interface Token {
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

/** The dialog token that came with a dialog, decoded. */
export function tokenOf({ dialogToken }: { readonly dialogToken: string }): Token {
  return { header: decodeProtectedHeader(dialogToken), claims: decodeJwt(dialogToken) };
}
