import { availableParallelism, cpus } from 'node:os';

/** Prints a line as it is. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a plain table: text to the left, everything else to the right. */
export function printTable(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): void {
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

/** On what the figures were measured. They mean little elsewhere; the ratios mean more. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores (${model})`;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

export function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}
