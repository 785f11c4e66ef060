import type { Dialog } from '../model/dialog.js';

const fields = ['createdAt', 'updatedAt', 'contentUpdatedAt', 'dueAt'] as const satisfies readonly (keyof Dialog)[];

/** Fields that dialogs can be sorted by. */
export type OrderField = (typeof fields)[number];

/** Dialogs in the order of a field. */
export interface Order {
  readonly by: OrderField;
  readonly isDescending: boolean;
}

/** Those first whose content changed last. */
export const defaultOrder: readonly Order[] = [{ by: 'contentUpdatedAt', isDescending: true }];

/** The orders that a text lists, as `createdat_asc,dueat`; undefined when it lists anything else. */
export function ordersIn(text: string): readonly Order[] | undefined {
  const orders = text.split(',').map((each): Order | undefined => {
    const [, name, direction] = /^(\w+?)(?:_(asc|desc))?$/i.exec(each.trim()) ?? [];
    const by = fields.find((field) => field.toLowerCase() === name?.toLowerCase());
    return by && { by, isDescending: direction?.toLowerCase() !== 'asc' };
  });
  return orders.every((order) => order !== undefined) ? orders : undefined;
}

/** Where a dialog stands among others. */
export class Place {
  readonly #values: ReadonlyMap<string, string>;

  private constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  static of(dialog: Dialog, orders: readonly Order[]): Place {
    const moments = orders.map(({ by }) => [by.toLowerCase(), dialog[by] ?? ''] as const);
    return new Place(new Map([...moments, ['id', dialog.id]]));
  }

  /** The place that a continuation token names, when it is one of these orders. */
  static in(token: string, orders: readonly Order[]): Place | undefined {
    const values = new Map(
      token.split(',').map((part) => {
        const at = part.indexOf('_');
        return [part.slice(0, Math.max(at, 0)).toLowerCase(), part.slice(at + 1)] as const;
      }),
    );
    const names = [...orders.map(({ by }) => by.toLowerCase()), 'id'];
    return values.size === names.length && names.every((name) => values.has(name)) ? new Place(values) : undefined;
  }

  /** As a continuation token. */
  get token(): string {
    return [...this.#values].map(([name, value]) => `${name}_${value}`).join(',');
  }

  /** Below 0 when this stands before the other. Among equals the newest id is first. */
  compare(other: Place, orders: readonly Order[]): number {
    for (const { by, isDescending } of [...orders, { by: 'id', isDescending: true }]) {
      const name = by.toLowerCase();
      const difference = compareValues(this.#values.get(name)!, other.#values.get(name)!);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  }
}

/** Sorts as PostgreSQL does: an absent value is greater than any other. */
function compareValues(one: string, other: string): number {
  if (one === other) return 0;
  if (one === '' || other === '') return one === '' ? 1 : -1;
  return one < other ? -1 : 1;
}
