import { join } from 'node:path';
import { makePrivateFolder } from '../atomic-file.js';
import { type Emulator, startEmulator } from '../emulator.js';
import type { Joined } from '../joined.js';
import { curlWalk } from './curl-walk.js';
import { forgetUnknownDialogs } from './unknown-dialogs.js';
import { freePortOf } from './ports.js';
import { ServiceProgram } from './service-program.js';

const dataDir = '.data';

/**
 * The stand-in platform and the service, each a program of its own, until they are stopped. Everything is kept in
 * `.data`, so the next run goes on where this one ended; missing data is made anew.
 *
 * @throws Error where one of the two does not start
 */
export async function runDemo({ policy, desk, openDialogs }: Joined): Promise<void> {
  const emulatorPort = await freePortOf('EMULATOR_PORT', '4000');
  const service = new ServiceProgram(await freePortOf('PORT', '3000'), dataDir);
  makePrivateFolder(dataDir);
  const emulator = await startEmulator({
    policy,
    ...(desk && { desk: desk(service.url) }),
    port: emulatorPort,
    dataDir: join(dataDir, 'emulator'),
  });
  try {
    service.start(emulator);
    await service.untilReady();
    if (desk) await forgetUnknownDialogs(emulator, desk(service.url));
    say([`The portal: ${emulator.url}`]);
    if (desk) say([`The service owner's desk: ${emulator.url}/desk`]);
    say([`The service: ${service.url}`, '']);
    say(await dialogLines(emulator, service.url, openDialogs));
    say(['', 'Stop with Ctrl+C.']);
    await service.ended;
  } finally {
    await service.stop();
    await emulator.stop();
  }
}

/** Without its dialogs the demo is still of use: the portal and the desk are there. */
async function dialogLines(
  emulator: Emulator,
  serviceUrl: string,
  openDialogs: Joined['openDialogs'],
): Promise<readonly string[]> {
  try {
    const dialogs = await openDialogs(emulator, serviceUrl);
    if (dialogs.length === 0) return ['No dialogs to begin with: what emulator/stand-ins.ts lists opens none.'];
    return [
      'To begin with:',
      ...dialogs.map(
        ({ id, persona, description }) => `  ${emulator.url}/portal/${persona}/inbox/${id}  ${description}`,
      ),
      ...(dialogs[0] ? curlWalk(emulator, dialogs[0]) : []),
    ];
  } catch (error) {
    return [`No dialogs to begin with: ${(error as Error).message}`];
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
