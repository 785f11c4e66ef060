/** How much of it is told, in characters. */
const longestIssuer = 200;

/**
 * For a `catch` of discovery: names the issuer that was found where it is not the one expected, which openid-client keeps
 * to itself. Mostly the two differ in a slash.
 *
 * @throws what it is given, or an Error of its own.
 */
export function nameIssuerFound(error: unknown): never {
  for (let cause = error; cause instanceof Object; cause = (cause as { cause?: unknown }).cause) {
    const { attribute, body } = cause as { attribute?: unknown; body?: { issuer?: unknown } };
    if (attribute !== 'issuer' || typeof body?.issuer !== 'string') continue;
    const found = JSON.stringify(body.issuer.slice(0, longestIssuer));
    throw new Error(`the metadata name another issuer, ${found}, than IDPORTEN_ISSUER`, { cause: error });
  }
  throw error;
}
