import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { machineLine } from './machine.js';
import { type Cell, targetHeadings, targetRows, textOf } from './report.js';
import { type PartResults, readResults, type Results, resultsFile } from './results.js';

/*
 * `npm run bench:docs`: puts the results of the latest run into the pages, each part between its markers,
 * `<!-- results: hot-path -->` and `<!-- end of results -->`. A part that was not measured stays as it is.
 */
const pages = ['docs/benchmarks.md', 'docs/load.md'];
const section = /(<!-- results: (\S+) -->)[^]*?(<!-- end of results -->)/g;

const results: Results = await readResults(process.argv[2] ?? resultsFile);
for (const page of pages) {
  const text = await readFile(page, 'utf8');
  const written = text.replace(section, (before, begin: string, part: string, end: string) => {
    const found = results[part];
    return found === undefined ? before : `${begin}\n\n${sectionOf(found)}\n\n${end}`;
  });
  await writeFile(page, await format(written, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

function sectionOf({ date, machine, tables, targets }: PartResults): string {
  const measured = `Measured on ${date.slice(0, 10)}: ${machineLine(machine)}.`;
  const parts = tables.map(({ title, headings, rows }) => `**${title}**\n\n${markdown(headings, rows)}`);
  if (targets.length > 0) parts.push(`**Targets**\n\n${markdown(targetHeadings, targetRows(targets))}`);
  return [measured, ...parts].join('\n\n');
}

/** Text to the left, everything else to the right. */
function markdown(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '--:'));
  return [headings, rule, ...rows.map((row) => row.map(textOf))].map(line).join('\n');
}
