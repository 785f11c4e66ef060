import type { Dialog, DialogState } from './dialog.js';

/** Criteria of a search: all that are given have to hold. Without any, every dialog is found. */
export interface DialogSearch<Name extends string = string> {
  /** The name of the state, as it is stored: dialogs in a state that has been renamed since are found by its old name. */
  readonly state?: Name | undefined;
  readonly externalReference?: string | undefined;
  /** The URN of the person or organisation that they belong to. */
  readonly party?: string | undefined;
  /** Changed last at that time or later… */
  readonly changedFrom?: Date | undefined;
  /** … and before this one. */
  readonly changedBefore?: Date | undefined;
  readonly createdFrom?: Date | undefined;
  readonly createdBefore?: Date | undefined;
}

/** The page of the results. */
export interface PageOptions {
  /** The `next` of the page before, of the same search. Default: the first page. */
  readonly after?: string | undefined;
  /** The most dialogs that the page has: 1 to {@link largestPage}. Default: as many. */
  readonly limit?: number | undefined;
}

/** The most dialogs that a page has. */
export const largestPage = 100;

/** A dialog that was found, without what only its delivery needs. */
export type FoundDialog<State extends DialogState = DialogState> = Omit<
  Dialog<State>,
  'ours' | 'others' | 'pending' | 'revision' | 'attempts' | 'isTidied'
>;

/**
 * A page of what is found: the dialog that has waited longest since its last change first or, of a search by time of creation
 * without party and reference, the oldest. A page may be short, or empty, and still have a next one.
 */
export interface SearchPage<Found> {
  readonly dialogs: readonly Found[];
  /** The ids of dialogs that belong here and that this process cannot read: a newer release may have stored them. */
  readonly unreadable: readonly string[];
  /** Names the next page. Left out: this is the last one. */
  readonly next?: string;
}

/** The order of pages. */
export type SearchOrder = 'changed' | 'created';

/** Where a page ends: by the time that pages are in the order of, and by the id of its last dialog. */
export interface SearchPosition {
  readonly at: Date;
  readonly id: string;
}

/** The order that has an index for a search: those for a party and for a reference are in the order of the last change. */
export function orderOf({ party, externalReference, createdFrom, createdBefore }: DialogSearch): SearchOrder {
  const isByCreation = createdFrom !== undefined || createdBefore !== undefined;
  return isByCreation && party === undefined && externalReference === undefined ? 'created' : 'changed';
}

/** A position as callers are given it, with nothing in it but time and id. */
export function cursorOf(order: SearchOrder, { at, id }: SearchPosition): string {
  return `${order}-${at.getTime()}-${id}`;
}

const cursor = /^(changed|created)-(\d{1,15})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** @returns undefined for what is no cursor, or one of a search in another order. */
export function positionIn(text: string, wanted: SearchOrder): SearchPosition | undefined {
  const [, order, milliseconds, id] = cursor.exec(text) ?? [];
  return order === wanted && id !== undefined ? { at: new Date(Number(milliseconds)), id } : undefined;
}
