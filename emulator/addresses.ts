/**
 * The public addresses of everything on the stand-in's one port. They follow from the port, which is known only when
 * the stand-in listens.
 */
export class Addresses {
  #base: string | undefined;

  /** @param publicUrl where callers reach the stand-in, when that is not `http://localhost:<port>` */
  constructor(publicUrl?: string) {
    this.#base = publicUrl?.replace(/\/$/, '');
  }

  /** Settles the addresses for the port that was opened. */
  listeningOn(port: number): void {
    this.#base ??= `http://localhost:${port}`;
  }

  /** The stand-in's own address, without a trailing slash. */
  get base(): string {
    if (this.#base === undefined) throw new Error('The stand-in has no address before it listens');
    return this.#base;
  }

  /** Dialogporten's issuer, which is also the base of its API. */
  get dialogporten(): string {
    return `${this.base}/dialogporten/api/v1`;
  }

  /** Maskinporten's issuer; its trailing slash is part of the name. */
  get maskinporten(): string {
    return `${this.base}/maskinporten/`;
  }

  /** ID-porten's issuer. */
  get idPorten(): string {
    return `${this.base}/idporten`;
  }
}
