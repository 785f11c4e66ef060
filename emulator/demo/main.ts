import { joined } from '../joined.js';
import { standIns } from '../stand-ins.js';
import { runDemo } from './demo.js';
import { DemoError } from './ports.js';

/* `npm run demo`: the stand-in platform and the service, with the dialogs of the stand-ins. */
try {
  await runDemo(joined(standIns));
} catch (error) {
  process.stderr.write(`${error instanceof DemoError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
