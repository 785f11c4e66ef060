import { compactVerify, type CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { invalidToken } from './challenge.js';
import { parseClaims } from './claims.js';
import { keyIdOf } from './compact-jws.js';
import { type DialogToken, dialogTokenOf } from './dialog-token.js';
import type { KeySet } from './key-set.js';

const verifyOptions = { algorithms: ['EdDSA'] };

export interface DialogTokenVerifierOptions {
  readonly keys: Pick<KeySet, 'keyOf'>;
  readonly issuer: string;
  readonly clockToleranceSeconds: number;
  /** In characters. */
  readonly maxTokenLength: number;
  /** How many verified tokens are remembered. */
  readonly cacheSize: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A token that has been verified, and the key that it was verified with. */
interface Verified {
  readonly token: DialogToken;
  readonly kid: string;
  readonly key: CryptoKey;
}

/**
 * Verifies dialog tokens: serialisation, header, signature, issuer, claims and times (checks 1 to 5). It does *not* check
 * that the token is meant for this service, dialog or party, or what it grants: the signature is the same for all.
 */
export class DialogTokenVerifier {
  private readonly verified: LRUCache<string, Verified>;
  private readonly verifying = new Map<string, Promise<DialogToken>>();

  constructor(private readonly options: DialogTokenVerifierOptions) {
    this.verified = new LRUCache({ max: options.cacheSize });
  }

  /**
   * Verifies a token in compact serialisation (RFC 7515 §7.1). One that was verified before is remembered until it
   * expires or its key leaves the key set, and is returned at once, without a promise.
   *
   * @throws Problem `invalid-token`
   * @throws Problem `unavailable` while there are no keys to verify with.
   */
  verify(compact: string): DialogToken | Promise<DialogToken> {
    const known = this.verified.get(compact);
    if (known !== undefined && this.options.keys.keyOf(known.kid) === known.key) {
      this.checkTimes(known.token, compact);
      return known.token;
    }
    this.verified.delete(compact);
    const running = this.verifying.get(compact);
    if (running !== undefined) return running;
    const verification = this.verifyAnew(compact).finally(() => this.verifying.delete(compact));
    this.verifying.set(compact, verification);
    return verification;
  }

  private async verifyAnew(compact: string): Promise<DialogToken> {
    const kid = keyIdOf(compact, this.options.maxTokenLength);
    const key = this.options.keys.keyOf(kid);
    if (key === undefined) throw invalidToken('the key is not one of the issuer');
    const { payload } = await compactVerify(compact, key, verifyOptions).catch((error: unknown) => {
      throw invalidToken('the signature does not verify', error);
    });
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
