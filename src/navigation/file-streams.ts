import { pipeline, type Readable, Transform } from 'node:stream';
import { Logger } from '@nestjs/common';
import { Problem } from '../http/problem.js';
import { reasonOf } from '../logging/error-report.js';
import type { ByteRange, StreamedFile } from './downloaded-file.js';

/** How many files one user has open at a time: a viewer asks for a few parts at once. */
const mostOpen = 16;

/** The files that are being sent. */
export class FileStreams {
  private readonly logger = new Logger(FileStreams.name);
  private readonly opened = new Map<string, number>();

  /**
   * Opens a part of a file, to be sent as it comes.
   *
   * @param user key by which open files are counted
   * @returns a stream that fails unless it is as long as was asked for; its source is closed with it.
   * @throws {Problem} `rate-limited` when the user has too many open; errors of the file's `open`.
   */
  async open(file: StreamedFile, range: ByteRange, user: string): Promise<Readable> {
    const count = this.opened.get(user) ?? 0;
    if (count >= mostOpen) throw new Problem('rate-limited', { headers: { 'Retry-After': '1' } });
    this.opened.set(user, count + 1);
    try {
      const source = await file.open(range);
      return pipeline(source, ofLength(range.end - range.start + 1), (error) => {
        this.closed(user);
        if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
          this.logger.error({ msg: 'a file was cut off', reason: reasonOf(error) });
        }
      });
    } catch (error) {
      this.closed(user);
      throw error;
    }
  }

  private closed(user: string): void {
    const count = this.opened.get(user) ?? 0;
    if (count > 1) this.opened.set(user, count - 1);
    else this.opened.delete(user);
  }
}

/** Passes on what it reads: a source that ends early would be taken for the whole, or keep the client waiting for the rest. */
function ofLength(expected: number): Transform {
  let length = 0;
  const fault = () => new Error(`the source of a file gave ${length} bytes or more in the place of ${expected}`);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > expected) done(fault());
      else done(null, chunk);
    },
    flush: (done) => done(length < expected ? fault() : null),
  });
}
