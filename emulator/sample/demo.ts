import { runDemo } from '../demo/demo.js';
import { DemoError } from '../demo/ports.js';
import { openLicenceDialogs } from './demo-dialogs.js';
import { licenceDesk } from './desk.js';
import { samplePolicy } from './policy.js';

/* `npm run demo`: the stand-in platform and the service, with three applications. */
runDemo({ policy: samplePolicy, desk: licenceDesk, openDialogs: openLicenceDialogs }).catch((error: unknown) => {
  process.stderr.write(`${error instanceof DemoError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
});
