/** What time it is. A provider of its own, so that a test can hold it. */
export class Clock {
  now(): Date {
    return new Date();
  }
}
