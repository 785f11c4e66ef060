import { inspect } from 'node:util';
import { type AuthorizedActions, isGranted } from './authorized-actions.js';
import type { DialogTokenClaims, SystemUser } from './claims.js';
import type { Organization, Party } from './party.js';

/** The bearer of a token as the actor of an activity or a transmission, in the form of the API of Dialogporten. */
export interface TokenActor {
  readonly actorType: 'PartyRepresentative';
  /** The URN of a person, an organisation or a self-registered user: not for logs. */
  readonly actorId: string;
}

const verified = Symbol('verified');

let construct: (claims: DialogTokenClaims) => DialogToken;

/**
 * A dialog token that has been verified: the caller, and the actions that Altinn Authorization grants them in one
 * dialog. Only {@link dialogTokenOf} can make one, so to hold one is proof. It never changes.
 *
 * Logged or serialised by mistake it shows its id, dialog and level, and no national identity number.
 */
export class DialogToken {
  /** Unique to this token (`jti`): a UUID, compared as it is. */
  readonly id: string;
  /** The issuer (`iss`). */
  readonly issuer: string;
  /** When it was issued (`iat`), in seconds since 1970 (NumericDate, RFC 7519 §2). */
  readonly issuedAt: number;
  /** When it starts to hold (`nbf`), in seconds since 1970. */
  readonly notBefore: number;
  /** When it ceases to hold (`exp`), in seconds since 1970. */
  readonly expiresAt: number;
  /** How well the user is authenticated (`l`): 0 (low), 3 (substantial, and every system user), 4 (high). */
  readonly level: number;
  /** The service resource that the dialog belongs to (`s`), such as `urn:altinn:resource:serving-licence`. */
  readonly serviceResource: string;
  /** The only dialog that the token is good for (`i`): a UUID, lower case. */
  readonly dialogId: string;
  /** The supplier that acts for the consumer (`u`), where a Maskinporten supplier token was used. */
  readonly supplier: Organization | undefined;
  /** The system user that is calling (`y`, `o`); the consumer is then an organisation. */
  readonly systemUser: SystemUser | undefined;
  /** Grants apart from the actions (`e`): ids, or the references that the service owner chose. */
  readonly entities: readonly string[];

  readonly #consumer: Party;
  readonly #party: Party;
  readonly #actions: AuthorizedActions;

  static {
    construct = (claims) => new DialogToken(claims, verified);
  }

  private constructor(claims: DialogTokenClaims, proof: symbol) {
    if (proof !== verified) throw new TypeError('Only dialogTokenOf makes a DialogToken');
    this.id = claims.id;
    this.issuer = claims.issuer;
    this.issuedAt = claims.issuedAt;
    this.notBefore = claims.notBefore;
    this.expiresAt = claims.expiresAt;
    this.level = claims.level;
    this.serviceResource = claims.serviceResource;
    this.dialogId = claims.dialogId;
    this.supplier = claims.supplier;
    this.systemUser = claims.systemUser;
    this.entities = claims.entities;
    this.#consumer = claims.consumer;
    this.#party = claims.party;
    this.#actions = claims.actions;
    Object.freeze(this);
  }

  /** Whether a value is a token that has been verified, and not merely an object that looks like one. */
  static is(value: unknown): value is DialogToken {
    return typeof value === 'object' && value !== null && #consumer in value;
  }

  /** The authenticated user (`c`). */
  get consumer(): Party {
    return this.#consumer;
  }

  /** The party that the dialog belongs to (`p`), on whose behalf the consumer acts. */
  get party(): Party {
    return this.#party;
  }

  /** The actor of an activity or transmission caused by this request: the consumer, not the party. */
  get actor(): TokenActor {
    return { actorType: 'PartyRepresentative', actorId: this.#consumer.urn };
  }

  /**
   * Whether the user may do something in the dialog (`a`). Compares exactly, case included; `sign` is not granted by
   * `sign` on a resource, nor the other way round.
   *
   * @param action may be written with its resource, as in the token: `sign,urn:altinn:task:Task_1`.
   * @param resource a URN, or a bare name, which means `urn:altinn:subresource:<name>`; none means the dialog's own
   * service resource.
   */
  grants(action: string, resource?: string): boolean {
    return isGranted(this.#actions, action, resource);
  }

  /** Whether the user may use an entity that has an authorization context of its own (`e`). Compares exactly. */
  lists(entity: string): boolean {
    return this.entities.includes(entity);
  }

  toJSON(): Pick<DialogToken, 'id' | 'dialogId' | 'level'> {
    return { id: this.id, dialogId: this.dialogId, level: this.level };
  }

  [inspect.custom](): string {
    return `DialogToken ${inspect(this.toJSON(), { breakLength: Infinity })}`;
  }
}

/**
 * Makes the token of claims that have been verified: by `DialogTokenVerifier` their signature, issuer and times; or in
 * another way, where a service lets callers in by it. Its caller vouches for every claim.
 */
export function dialogTokenOf(claims: DialogTokenClaims): DialogToken {
  return construct(claims);
}
