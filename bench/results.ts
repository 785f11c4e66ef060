import { readFile, writeFile } from 'node:fs/promises';
import type { Machine } from './machine.js';
import type { Table, Target } from './report.js';

/** The results of one part of the benchmark. */
export interface PartResults {
  /** When it ended, in ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
}

export type Results = Readonly<Record<string, PartResults>>;

export const resultsFile = 'bench-results.json';

/** The latest results of every part that has been measured. */
export async function readResults(file: string): Promise<Results> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return JSON.parse(text) as Results;
}

/** Puts the results of a part in the place of those that it had. */
export async function writeResults(file: string, part: string, results: PartResults): Promise<void> {
  const all = { ...(await readResults(file)), [part]: results };
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
}
