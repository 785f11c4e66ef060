import { median } from './statistics.js';

/** A number, and how it is shown. */
export interface Figure {
  readonly value: number;
  readonly text: string;
}

export type Cell = string | Figure;

export interface Table {
  readonly title: string;
  readonly headings: readonly string[];
  /** Each row's subject, then its figures. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A limit of a figure, and whether it is met. */
export interface Target {
  readonly what: string;
  readonly measured: Figure;
  readonly bound: 'at least' | 'at most';
  readonly limit: Figure;
  readonly met: boolean;
}

const tables: Table[] = [];
const targets: Target[] = [];

/** Prints a line as it is. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a table, and keeps it for the results. */
export function printTable(title: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  tables.push({ title, headings, rows });
  printPlain(title, headings, rows);
}

/** Holds a figure to its target, such as at least 0.7 × a peer. It is told with the others, at the end of the part. */
export function hold(what: string, measured: Figure, bound: Target['bound'], limit: Figure): void {
  const met = bound === 'at least' ? measured.value >= limit.value : measured.value <= limit.value;
  targets.push({ what, measured, bound, limit, met });
}

/** Prints how the targets were met. @returns everything since the last time. */
export function takeResults(): { readonly tables: readonly Table[]; readonly targets: readonly Target[] } {
  if (targets.length > 0) printPlain('Targets', targetHeadings, targetRows(targets));
  return { tables: tables.splice(0), targets: targets.splice(0) };
}

export const targetHeadings = ['', 'measured', 'target', ''] as const;

export function targetRows(held: readonly Target[]): readonly (readonly Cell[])[] {
  return held.map(({ what, measured, bound, limit, met }) => [
    what,
    measured,
    `${bound} ${limit.text}`,
    met ? 'met' : 'not met',
  ]);
}

export function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** A plain table: text to the left, everything else to the right. */
function printPlain(title: string, headings: readonly string[], cells: readonly (readonly Cell[])[]): void {
  const rows = cells.map((row) => row.map(textOf));
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)));
  const format = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  print();
  print(title);
  print();
  print(format(headings));
  print(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) print(format(row));
}

export function whole(value: number): Figure {
  return { value, text: Math.round(value).toLocaleString('en-GB') };
}

export function fixed(value: number, digits: number): Figure {
  return { value, text: value.toFixed(digits) };
}

/** The median of ratios that were taken one in each round, with the least and the greatest. */
export function ratioOfRounds(values: readonly number[]): Figure {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return { value: median(values), text: `${median(values).toFixed(2)} × (${least.toFixed(2)}–${greatest.toFixed(2)})` };
}

export function ratio(value: number): Figure {
  return { value, text: `${value.toFixed(2)} ×` };
}
