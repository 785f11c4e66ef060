import type { Activity, Dialog, ReplaceableFields, Transmission } from './dialog.js';

/** Input of a caller where a `T` is stored: any field may be left out or null until the rules have checked it. */
export type Input<T> = T extends readonly (infer Entry)[]
  ? readonly Input<Entry>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Input<T[Key]> | null }
    : T;

/** The body of a PUT: fields to replace, transmissions and activities to append. */
export type DialogUpdate = Input<
  ReplaceableFields & { readonly transmissions: readonly Transmission[]; readonly activities: readonly Activity[] }
>;

/** The body that creates a dialog. */
export type DialogCreation = DialogUpdate &
  Input<
    Pick<
      Dialog,
      | 'id'
      | 'party'
      | 'serviceResource'
      | 'idempotentKey'
      | 'visibleFrom'
      | 'createdAt'
      | 'updatedAt'
      | 'serviceOwnerContext'
    >
  > & { readonly systemLabel?: string | null };
