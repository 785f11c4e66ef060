import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { curlWalk } from '../../emulator/demo/curl-walk.js';
import { startEmulator } from '../../emulator/emulator.js';
import { openLicenceDialogs } from '../../emulator/sample/demo-dialogs.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { hasOurReadme, Page, textOf } from '../documentation/pages.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { applyDiff, type Changes, changedProgram, refusedFiles } from './support/changed-sample.js';
import { Parties } from './support/parties.js';
import { setStage, type Stage } from './support/stage.js';

/** The changes that the page asks for, in order; a block goes on with the file of the one before it. */
const steps = (() => {
  let path = '';
  return new Page('docs/add-an-action.md').blocks('diff').map(({ text, lead }) => {
    path = /src\/serving-licence\/[\w./-]+\.ts/.exec(lead)?.[0] ?? path;
    return { path, text };
  });
})();

/** The sample's files after those steps. */
function after(taken: typeof steps): Changes {
  const changes = new Map<string, string>();
  for (const { path, text } of taken) changes.set(path, applyDiff(changes.get(path) ?? textOf(path), text));
  return changes;
}

/** The sample's rules of states and changes: without its controllers, which load half of npm. */
const isOfTheRules = (path: string) =>
  /^src\/serving-licence\/(?!.*(?:controller|module|files|index)).+\.ts$/.test(path);

describe('the action that is added in five minutes', () => {
  it('is missed by the compiler, once it is named, in the places that the page tells of', () => {
    expect(refusedFiles(after(steps.slice(0, 1)), isOfTheRules)).toEqual([
      'src/serving-licence/dialogs/licence-history.ts',
      'src/serving-licence/licence.spec.ts',
      'src/serving-licence/licence.ts',
    ]);
  });

  if (hasOurReadme) {
    it('takes as many files and lines as the front page says', () => {
      const [, lines, files] = /(\d+) lines in (\w+) files/.exec(textOf('README.md'))!;
      const added = steps.flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('+')));
      expect(['none', 'one', 'two', 'three', 'four', 'five', 'six'].indexOf(files!)).toBe(after(steps).size);
      expect(Number(lines)).toBe(added.length);
    });
  }

  it('is a button that does what it says after the other steps', async () => {
    const changes = after(steps);
    expect(refusedFiles(changes, (path) => changes.has(path) && isOfTheRules(path))).toEqual([]);
    const changed = await changedProgram(new Map([...changes].filter(([path]) => !path.includes('.spec.'))));
    const emulator = await startEmulator({ policy: samplePolicy });
    const settings = { DATABASE_URL: await sharedDatabase(), WRITE_ACTION_TIMEOUT_MS: '10000' };
    let service: ServiceProcess | undefined;
    try {
      service = await ServiceProcess.start(emulator, settings, changed.program);
      const parties = new Parties(emulator, service);
      const id = await parties.openDialog();
      for (const action of ['confirm', 'submit'] as const) await parties.pressAs('daglig-leder', action, id);

      const { guiActions, dialogToken } = await parties.dialogFor('daglig-leder', id);
      const button = guiActions.find(({ url }) => url.endsWith('/actions/reopen'))!;
      expect(button).toMatchObject({ isAuthorized: true, httpMethod: 'POST' });
      const headers = { Authorization: `Bearer ${dialogToken}` };
      expect((await fetch(button.url, { method: 'POST', headers })).status).toBe(204);

      const dialog = await parties.dialogFor('daglig-leder', id);
      expect(dialog.status).toBe('Draft');
      expect(dialog.activities.filter(({ type }) => type === 'Information')).toHaveLength(2);
      expect((await parties.pressAs('daglig-leder', 'submit', id)).status).toBe(204);
      expect((await parties.pressAs('daglig-leder', 'sign', id)).status).toBe(204);
    } finally {
      await service?.stop();
      await changed.remove();
      await emulator.stop();
    }
  });
});

/** Runs such a curl command, as far as the demo's go. */
async function curl(command: string, token: string): Promise<Response> {
  const [, url] = /(?:'|\s)(https?:\/\/[^\s']+)/.exec(command)!;
  const headers = [...command.matchAll(/-H (["'])(.+?): (.+?)\1/g)].map(
    ([, , name, value]) => [name!, value!] as const,
  );
  return fetch(url!, {
    method: /-X (\w+)/.exec(command)?.[1] ?? 'GET',
    headers: Object.fromEntries(headers.map(([name, value]) => [name, value.replace('$TOKEN', token)])),
  });
}

describe('the walk by hand', () => {
  const page = new Page('docs/getting-started.md');
  let stage: Stage;
  let commands: readonly string[];

  beforeAll(async () => {
    stage = await setStage();
    const [first] = await openLicenceDialogs(stage.emulator, stage.service.url);
    commands = curlWalk(stage.emulator, first!).filter((line) => /^(?:TOKEN=|curl )/.test(line));
  });
  afterAll(() => stage.clear());

  it('is the one that the demo prints', () => {
    const printed = commands.map((command) =>
      command
        .replaceAll(stage.emulator.url, 'http://localhost:4000')
        .replaceAll(stage.service.url, 'http://localhost:3000')
        .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
        .replace(/v=[\w-]+/, 'v=…'),
    );
    expect(page.blocks('sh').map(({ text }) => text.split('\n'))).toContainEqual(printed);
  });

  it('is answered as the page shows', async () => {
    const [fetching, reading, pressing] = commands as [string, string, string];
    const { dialogToken } = (await (await curl(fetching, '')).json()) as { dialogToken: string };

    const embed = await curl(reading, dialogToken);
    expect((await embed.text()).trim()).toBe(page.blocks('markdown')[0]!.text);

    const answer = await curl(pressing, dialogToken);
    const [status, ...headers] = page.blocks('http')[0]!.text.split('\n');
    expect(status).toBe(`HTTP/1.1 ${answer.status} ${answer.statusText}`);
    for (const line of headers) expect(answer.headers.get(line.split(': ')[0]!)).toBe(line.split(': ')[1]);
  });
});
