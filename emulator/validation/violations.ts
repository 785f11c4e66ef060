import { PlatformProblem } from '../http/problem.js';

/** Collects what is wrong with one request, field by field. */
export class Violations {
  readonly #messages = new Map<string, string[]>();

  /** @param now the moment that "past" and "future" are measured against */
  constructor(readonly now: Date) {}

  add(field: string, message: string): void {
    const messages = this.#messages.get(field);
    if (messages) messages.push(message);
    else this.#messages.set(field, [message]);
  }

  /** @throws PlatformProblem with the given status when anything was added */
  refuseIfAny(status: 400 | 422): void {
    if (this.#messages.size > 0) throw new PlatformProblem(status, Object.fromEntries(this.#messages));
  }
}
