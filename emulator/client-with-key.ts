/** A Maskinporten client together with its private key. */
export interface ClientWithKey {
  readonly clientId: string;
  readonly privateJwk: Readonly<
    Record<'kty' | 'kid' | 'alg' | 'use' | 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>
  >;
}
