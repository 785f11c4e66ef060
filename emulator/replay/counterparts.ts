const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const uuids = new RegExp(uuid.source.slice(1, -1), 'g');
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const ephemeral = /^urn:altinn:person:identifier-ephemeral:[0-9a-f]{10}$/;

/**
 * Pairs of values that each platform makes for itself: ids, revisions, moments and the like. Two values that first
 * stand in the same place are taken for a pair, and must be one from then on.
 */
export class Counterparts {
  readonly #ours = new Map<string, string>();

  /** Do the two mean the same? Both are values of the same place. */
  match(recorded: string, ours: string): boolean {
    if (recorded === ours) {
      if (uuid.test(recorded)) this.bind(recorded, ours);
      return true;
    }
    if (![uuid, moment, ephemeral].some((kind) => kind.test(recorded) && kind.test(ours))) return false;
    const known = this.#ours.get(key(recorded));
    if (known !== undefined) return known === key(ours);
    this.bind(recorded, ours);
    return true;
  }

  bind(recorded: string, ours: string): void {
    if (!this.#ours.has(key(recorded))) this.#ours.set(key(recorded), key(ours));
  }

  has(recorded: string): boolean {
    return this.#ours.has(recorded);
  }

  /** The text with everything in it that we know by another name. */
  translate(text: string): string {
    return text.replaceAll(uuids, (id) => this.#ours.get(id) ?? id);
  }

  /** The ids in a text that we know nothing of. */
  unknownIn(text: string): string[] {
    return (text.match(uuids) ?? []).filter((id) => !this.#ours.has(id));
  }
}

/** A moment counts to the microsecond: that is what PostgreSQL keeps. */
function key(value: string): string {
  return moment.test(value) ? value.replace(/(\.\d{6})\d*Z$/, '$1Z') : value;
}
