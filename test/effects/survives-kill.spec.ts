import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from '../support/service-process.js';
import { until } from '../support/until.js';
import { TallyStage } from '../tally/tally-stage.js';

const dialogs = 30;

describe('effects on two replicas, one of which is killed in the middle of them', () => {
  let stage: TallyStage;
  let bank: Server;
  let replicas: ServiceProcess[];
  const charges: string[] = [];

  beforeAll(async () => {
    bank = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (id: string) => {
        charges.push(id);
        // The first one is never charged.
        response.statusCode = id === charges[0] ? 500 : 200;
        setTimeout(() => response.end(), 200);
      });
    });
    await new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve));
    const { port } = bank.address() as AddressInfo;
    stage = await TallyStage.set({ BANK_URL: `http://127.0.0.1:${port}` });
    const program = 'test/programs/charged-tally-service.js';
    replicas = [await stage.addProcess({}, program), await stage.addProcess({}, program)];
  });

  afterAll(async () => {
    await stage.clear();
    bank.close();
  });

  it('are each made at least once, and the change of each once, beside one that fails each time', async () => {
    const ids: string[] = [];
    for (let opened = 0; opened < dialogs; opened += 1) ids.push(await stage.open({}, opened % 2));
    const presses = await Promise.all(ids.map((id, turn) => stage.count(id, { at: turn % 2 })));
    expect(presses.map(({ status }) => status).filter((status) => status !== 204 && status !== 202)).toEqual([]);
    await until(() => charges.length >= 5);
    await replicas[0]!.kill();

    const made = async () => (await stage.sql("SELECT FROM dialogs WHERE (state ->> 'count')::int = 101")).length;
    await until(async () => (await made()) === dialogs - 1);
    expect(await stage.sql('SELECT id FROM effects')).toEqual([{ id: charges[0] }]);
    expect(new Set(charges).size).toBe(dialogs);
    // Counted, and the charge added: a charge that was attempted twice was not added twice.
    expect((await stage.sql('SELECT FROM dialogs WHERE version <> 3')).length).toBe(1);
    await replicas[0]!.startAgain();
  });
});
