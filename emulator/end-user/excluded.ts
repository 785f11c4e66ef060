import type { AuthorizationContext } from '../model/authorization-context.js';
import { momentOf } from '../json/json-values.js';
import { timestampOfUuidVersion7 } from '../validation/identifiers.js';

interface Part {
  readonly id?: string;
  readonly authorizationContext?: AuthorizationContext;
}

/** Parts as they are shown, and what remains of those that are not. */
export interface Sorted<Shown> {
  readonly shown: readonly Shown[];
  readonly excluded: readonly { readonly id?: string; readonly createdAt: string }[];
}

/**
 * Tells parts that are shown, whether or not they may be used, from those that are not: their context says `Excluded`, and
 * the user is not granted what it asks for.
 */
export function sorted<T extends Part, Shown>(
  parts: readonly T[],
  isGranted: (part: T) => boolean,
  show: (part: T, isAuthorized: boolean) => Shown,
): Sorted<Shown> {
  const isExcluded = (part: T) =>
    part.authorizationContext?.unauthorizedPresentation === 'Excluded' && !isGranted(part);
  return {
    shown: parts.filter((part) => !isExcluded(part)).map((part) => show(part, isGranted(part))),
    excluded: parts.filter(isExcluded).map(remainder),
  };
}

/** Leaves an array out where nothing was excluded: 1.119.1 has none, and most dialogs of today neither. */
export function excludedAs<Name extends string>(name: Name, { excluded }: Sorted<unknown>): object {
  return excluded.length > 0 ? { [name]: excluded } : {};
}

function remainder({ id }: Part): { readonly id?: string; readonly createdAt: string } {
  return { ...(id !== undefined && { id }), createdAt: madeAt(id) };
}

function madeAt(id = ''): string {
  return momentOf(new Date(timestampOfUuidVersion7(id) ?? 0));
}
