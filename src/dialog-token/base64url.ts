/**
 * Decodes base64url as RFC 7515 §2 has it, and nothing else: no padding, no white space, no other alphabet, no stray
 * bits in the last character. One byte string so has exactly one accepted spelling.
 *
 * @returns `undefined` for anything else, the empty string included.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
}
