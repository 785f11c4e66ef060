import { loadStandIn } from '../stand-in.js';
import { runDemo } from './demo.js';
import { DemoError } from './ports.js';

/* `npm run demo`: the stand-in platform and the service, with the dialogs of `emulator/sample/`. */
try {
  await runDemo(await loadStandIn());
} catch (error) {
  process.stderr.write(`${error instanceof DemoError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
