/**
 * A compact JWS (RFC 7515 §7.1) of any header and claims. Deliberately without checks: tests need genuine signatures
 * under headers that no library would write.
 *
 * @param sign makes the signature of the signing input
 */
export function compactJws(header: object, claims: object, sign: (input: Buffer) => Buffer): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign(Buffer.from(input)).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
