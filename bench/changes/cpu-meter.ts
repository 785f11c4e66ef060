import { type Figure, fixed } from '../report.js';

/** Done around the changes that are timed. */
export type Around = (work: () => Promise<readonly number[]>) => Promise<readonly number[]>;

export const nothingAround: Around = (work) => work();

/** What a change costs the processors, in ms; the rounds of one way are added up. */
export class CpuMeter {
  private readonly used = { server: 0, postgres: 0 };
  private changes = 0;

  /**
   * @param serverCpuMs how much the process that makes the changes has used so far
   * @param postgresCpuMs the same of PostgreSQL
   */
  constructor(
    private readonly serverCpuMs: () => Promise<number>,
    private readonly postgresCpuMs: () => Promise<number>,
  ) {}

  /** Does that, and counts what it costs. */
  readonly around: Around = async (work) => {
    const before = [await this.serverCpuMs(), await this.postgresCpuMs()] as const;
    const times = await work();
    this.used.server += (await this.serverCpuMs()) - before[0];
    this.used.postgres += (await this.postgresCpuMs()) - before[1];
    this.changes += times.length;
    return times;
  };

  /** For one change: of the server, and of PostgreSQL. */
  get perChange(): readonly [Figure, Figure] {
    return [fixed(this.used.server / this.changes, 2), fixed(this.used.postgres / this.changes, 2)];
  }
}
