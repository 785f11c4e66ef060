import { PlatformProblem } from '../http/problem.js';

/** Facts besides the value that a rule depends on. */
export interface RuleContext {
  /** The moment that "past" and "future" are measured against. */
  readonly now: Date;
  /** Whether URLs of this machine, and of the stand-in itself, may be http. */
  isExempt(url: URL): boolean;
  /** Whether the caller may use embeds of the HTML kind. */
  readonly mayEmbedHtml: boolean;
}

/** Collects what is wrong with one request, field by field. */
export class Violations {
  readonly #messages = new Map<string, string[]>();

  constructor(readonly context: RuleContext) {}

  get now(): Date {
    return this.context.now;
  }

  add(field: string, message: string): void {
    const messages = this.#messages.get(field);
    if (messages) messages.push(message);
    else this.#messages.set(field, [message]);
  }

  /** All that was added, in words. */
  get messages(): string[] {
    return [...this.#messages.values()].flat();
  }

  /** @throws PlatformProblem with the given status when anything was added */
  refuseIfAny(status: 400 | 422): void {
    if (this.#messages.size > 0) throw new PlatformProblem(status, Object.fromEntries(this.#messages));
  }
}
