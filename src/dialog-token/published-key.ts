/** A key as the issuer publishes it. */
export interface PublishedKey<Key> {
  readonly kid: string;
  /** The material of the key: as long as it is the same under the same name, the key is the same object. */
  readonly material: string;
  make(): Key;
}

/** Whether a JWK is for verifying signatures, by `use` and `key_ops` (RFC 7517 §4.2 and §4.3), as far as it says. */
export function mayVerify({ use, key_ops: operations }: Readonly<Record<string, unknown>>): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}
