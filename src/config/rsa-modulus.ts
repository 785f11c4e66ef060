/** The shortest modulus that an RSA key to sign with may have, in bits (RFC 7518 §3.3). */
export const leastModulusBits = 2_048;

/** The length of a modulus in bits, from the member `n` of a JWK (base64url, RFC 7518 §6.3.1.1). */
export function modulusBits(n: string): number {
  const bytes = Buffer.from(n, 'base64url').toString('hex');
  return bytes === '' ? 0 : BigInt(`0x${bytes}`).toString(2).length;
}
