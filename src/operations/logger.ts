import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { buildInfo } from './build-info.js';
import { loggable } from './loggable.js';

/**
 * Where log lines go: one JSON object a line, which says of which service and version it is. Every value is made {@link
 * loggable} before it is serialised.
 */
export function createLogger(level: string, destination: DestinationStream = process.stdout): Logger {
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
