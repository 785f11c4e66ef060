import { existsSync, readFileSync } from 'node:fs';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { errorReport } from './error-report.js';
import { scrub } from './personal-data.js';

/** The name and version of the running package. */
export interface BuildInfo {
  readonly name: string;
  readonly version: string;
}

/** The nearest package.json above this file: how far above, depends on where it was compiled to. */
function packageFile(folder = new URL('../', import.meta.url)): URL {
  const file = new URL('package.json', folder);
  return existsSync(file) ? file : packageFile(new URL('../', folder));
}

/** The running package, by its package.json. */
export const buildInfo: BuildInfo = JSON.parse(readFileSync(packageFile(), 'utf8')) as BuildInfo;

/** Writes the lines of one turn of the event loop together: a system call for each would be a tenth of an embed's cost. */
function standardOutput(): DestinationStream {
  let lines = '';
  const flush = () => {
    process.stdout.write(lines);
    lines = '';
  };
  // Also after an error that was not caught.
  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

/**
 * Where log lines go: one JSON object a line, which says of which service and version it is. Every value is made {@link
 * loggable} before it is serialised.
 */
export function createLogger(level: string, destination = standardOutput()): Logger {
  return pino(
    {
      level,
      base: { service: buildInfo.name, version: buildInfo.version },
      timestamp: stdTimeFunctions.isoTime,
      // A logged error is a report by then, and only looks like an error.
      serializers: { err: (report: unknown) => report },
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(logged, log) {
          log.apply(this, logged.map((each) => loggable(each)) as typeof logged);
        },
      },
    },
    destination,
  );
}

/** Lets Nest, and everything that logs through its `Logger`, write to pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest puts the logger's context last; before it there may be a stack. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    if (message instanceof Error) this.logger[level]({ context, err: message });
    else if (typeof message === 'object' && message !== null) this.logger[level]({ context, ...message });
    else this.logger[level]({ context, stack }, String(message));
  }
}

/** The longest text in a log line, in characters: ten stack frames are shorter. */
const longestText = 2_000;

/** How deep an object in a log line goes, and how many members each one has. */
const deepest = 8;
const mostMembers = 100;

/** The parameters of a failed SQL statement, as Drizzle's message has them. */
const parameters = /\nparams: .*/s;

/**
 * A value of any type as it may be logged: no token, nothing that names a person and no parameter of a statement is in
 * it, neither as a value nor as the name of one, and it is no longer than a log line should be. It can be written as
 * JSON.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return loggableText(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = String(value);
    return typeof value === 'bigint' || scrub(text) !== text ? loggableText(text) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '[deeper]';
  if (value instanceof Error) return loggable(errorReport(value), depth + 1);
  if ('toJSON' in value && typeof value.toJSON === 'function') return loggable(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((member) => loggable(member, depth + 1));
  const members = Object.entries(value).slice(0, mostMembers);
  return Object.fromEntries(members.map(([name, member]) => [loggableText(name), loggable(member, depth + 1)]));
}

/** Scrubbed before it is cut: of a number that is cut in two, half would remain. */
function loggableText(text: string): string {
  const scrubbed = scrub(text.replace(parameters, '\nparams: [left out]'));
  return scrubbed.length > longestText ? `${scrubbed.slice(0, longestText)}…` : scrubbed;
}
