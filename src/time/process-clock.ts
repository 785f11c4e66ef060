/** The clock of this process's machine. A provider of its own, so that a test can hold it. */
export class ProcessClock {
  now(): Date {
    return new Date();
  }
}
