import { LRUCache } from 'lru-cache';
import { parseClaims } from './claims.js';
import { parseCompactJws } from './compact-jws.js';
import { type DialogToken, dialogTokenOf } from './dialog-token.js';
import { type Ed25519Key, verifyEd25519 } from './ed25519.js';
import { type KeySet, KeysUnavailableError } from './keys/key-set.js';
import { invalidToken, keysUnavailable } from './refusal.js';

export interface DialogTokenVerifierOptions {
  readonly keys: Pick<KeySet, 'keyOf'>;
  readonly issuer: string;
  readonly clockToleranceSeconds: number;
  /** In characters. */
  readonly maxTokenLength: number;
  /** How much memory the remembered tokens may take, in bytes, as near as it can be told. */
  readonly cacheBytes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How many verifications there have been, by how they ended, and what is remembered. To be read only. */
export interface VerificationCounts {
  /** The token is good. */
  readonly accepted: number;
  readonly refused: number;
  /** There were no keys to verify with. */
  readonly unavailable: number;
  /** The token was remembered: its signature was not verified again. */
  readonly remembered: number;
  /** It was not. */
  readonly anew: number;
  /** How many tokens are remembered now, and the memory that they take, in bytes, as near as it can be told. */
  readonly cacheEntries: number;
  readonly cacheBytes: number;
}

/** A token that has been verified, and the key that it was verified with. */
interface Verified {
  readonly token: DialogToken;
  readonly kid: string;
  readonly key: Ed25519Key;
}

/** Memory of a remembered token besides its text and the values read from it, in bytes. */
const overheadBytes = 2_000;

/** How much more memory a token takes once it is read: its text, and the strings and sets made of it. */
const bytesPerCharacter = 6;

/**
 * Verifies dialog tokens: serialisation, header, signature, issuer, claims and times (checks 1 to 5). It does *not* check
 * that the token is meant for this service, dialog or party, or what it grants: the signature is the same for all.
 */
export class DialogTokenVerifier {
  private readonly verified: LRUCache<string, Verified>;
  private readonly counted = { accepted: 0, refused: 0, unavailable: 0, remembered: 0, anew: 0 };

  constructor(private readonly options: DialogTokenVerifierOptions) {
    this.verified = new LRUCache({
      maxSize: options.cacheBytes,
      sizeCalculation: (_, compact) => overheadBytes + compact.length * bytesPerCharacter,
    });
  }

  /**
   * Verifies a token in compact serialisation (RFC 7515 §7.1). One that was verified before is remembered until it
   * expires or its key leaves the key set.
   *
   * @throws DialogTokenRefusal `invalid-token`
   * @throws DialogTokenRefusal `unavailable` while there are no keys to verify with.
   */
  verify(compact: string): DialogToken {
    try {
      const token = this.verifiedToken(compact);
      this.counted.accepted += 1;
      return token;
    } catch (error) {
      const isUnavailable = error instanceof KeysUnavailableError;
      this.counted[isUnavailable ? 'unavailable' : 'refused'] += 1;
      throw isUnavailable ? keysUnavailable() : error;
    }
  }

  /** Whether a token has been verified before, and is remembered: to verify it again takes no signature check. */
  remembers(compact: string): boolean {
    return this.verified.has(compact);
  }

  /** For measurements. */
  get counts(): VerificationCounts {
    return { ...this.counted, cacheEntries: this.verified.size, cacheBytes: this.verified.calculatedSize };
  }

  private verifiedToken(compact: string): DialogToken {
    const known = this.verified.get(compact);
    if (known !== undefined && this.options.keys.keyOf(known.kid) === known.key) {
      this.counted.remembered += 1;
      this.checkTimes(known.token, compact);
      return known.token;
    }
    this.counted.anew += 1;
    this.verified.delete(compact);
    return this.verifyAnew(compact);
  }

  private verifyAnew(compact: string): DialogToken {
    const { kid, payload, signature, signingInput } = parseCompactJws(compact, this.options.maxTokenLength);
    const key = this.options.keys.keyOf(kid);
    if (key === undefined) throw invalidToken('the key is not one of the issuer');
    if (!verifyEd25519(signingInput, signature, key)) throw invalidToken('the signature does not verify');
    const claims = parseClaims(payload);
    if (claims.issuer !== this.options.issuer) throw invalidToken('the token is from another issuer');
    const token = dialogTokenOf(claims);
    this.checkTimes(token, compact);
    this.verified.set(compact, { token, kid, key });
    return token;
  }

  /** RFC 7519 §4.1.4 and §4.1.5: not on or after `exp`, not before `nbf`, give or take the tolerance. */
  private checkTimes(token: DialogToken, compact: string): void {
    const now = this.options.now() / 1000;
    if (now >= token.expiresAt + this.options.clockToleranceSeconds) {
      this.verified.delete(compact);
      throw invalidToken('the token has expired');
    }
    if (now < token.notBefore - this.options.clockToleranceSeconds) throw invalidToken('the token is not valid yet');
  }
}
