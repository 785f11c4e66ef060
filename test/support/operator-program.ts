import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A command for operators as a process of its own, compiled (`npm run build:programs`). */
export class OperatorProgram {
  /** Output so far, of both streams. */
  written = '';
  private readonly child: ChildProcessWithoutNullStreams;

  /** @param name such as `dead-letters` */
  constructor(name: string, parameters: readonly string[], environment: Readonly<Record<string, string>>) {
    const script = fileURLToPath(new URL(`../../dist-programs/src/${name}.js`, import.meta.url));
    const { PATH = '' } = process.env;
    const env = { PATH, NODE_ENV: 'test', ...environment };
    this.child = spawn(process.execPath, [script, ...parameters], { env });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (text: Buffer) => (this.written += text.toString()));
    }
  }

  /** Interrupts it, as a person does with Ctrl-C. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** @returns the status with which it ended. */
  async end(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }
}
