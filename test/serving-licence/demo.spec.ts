import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { curlWalk } from '../../emulator/demo/curl-walk.js';
import { freePortOf } from '../../emulator/demo/ports.js';
import { forgetUnknownDialogs } from '../../emulator/demo/unknown-dialogs.js';
import { openLicenceDialogs } from '../../emulator/sample/demo-dialogs.js';
import { licenceDesk } from '../../emulator/sample/desk.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage?.clear());

const openDialogs = () => openLicenceDialogs(stage.emulator, stage.service.url);
const idsOf = (dialogs: readonly { readonly id: string }[]) => dialogs.map(({ id }) => id);

describe('the demo', () => {
  it('opens three applications, and finds them again in the next run', async () => {
    const opened = await openDialogs();

    expect(opened.map(({ id }) => stage.emulator.dialogs.get(id)?.status)).toEqual([
      'RequiresAttention',
      'RequiresAttention',
      'Awaiting',
    ]);
    expect(idsOf(await openDialogs())).toEqual(idsOf(opened));
  });

  it('opens a new one for each that has gone on, or that the stand-in has lost', async () => {
    const [confirmable, signable, waiting] = idsOf(await openDialogs());
    await stage.parties.pressAs('daglig-leder', 'confirm', confirmable!);
    stage.emulator.forget(signable!);

    const again = idsOf(await openDialogs());

    expect([confirmable, signable]).not.toContain(again[0]);
    expect([confirmable, signable]).not.toContain(again[1]);
    expect(again[2]).toBe(waiting);
  });

  it('has the stand-in forget what the service has lost', async () => {
    const known = idsOf(await openDialogs());
    const lost = await stage.parties.openDialog();
    const dialog = stage.emulator.dialogs.get(lost)!;
    const elsewhere = createServer((request, response) => {
      const isLost = request.url?.endsWith(dialog.id) === true;
      response.writeHead(isLost ? 404 : 200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const serviceUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;

    await forgetUnknownDialogs(stage.emulator, licenceDesk(serviceUrl));

    elsewhere.close();
    expect(stage.emulator.dialogs.get(lost)).toBeUndefined();
    expect(known.every((id) => stage.emulator.dialogs.get(id) !== undefined)).toBe(true);
  });

  it('prints commands to paste that read the embed and press the button', async () => {
    const [first] = await openDialogs();
    const commands = curlWalk(stage.emulator, first!).filter((line) => /^(TOKEN=|curl )/.test(line));

    expect(commands).toHaveLength(3);
    expect(commands[1]).toContain(`${stage.service.url}/embeds/dialogs/${first!.id}?lang=en`);
    expect(commands[2]).toContain(`-X POST`);
  });

  it('names the setting of a port that is taken', async () => {
    const taken = new URL(stage.emulator.url).port;

    await expect(freePortOf('EMULATOR_PORT', taken)).rejects.toThrow(
      `Port ${taken} is in use by another program. Set EMULATOR_PORT`,
    );
    await expect(freePortOf('EMULATOR_PORT', 'many')).rejects.toThrow('EMULATOR_PORT must be a port.');
  });
});
