import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type DurableStage, manager, onStage, sharedStage } from './support/durable-stage.js';
import { pathOf, serviceOwnerApi } from '../support/delivery-stage.js';
import { problemIn } from '../support/problems.js';
import { ServiceProcess } from '../support/service-process.js';
import { until } from '../support/until.js';

/** How long, in milliseconds, Dialogporten may lack a change after a 202 while nothing is wrong with it. */
const promiseMs = 10_000;

const setStatus = { op: 'replace', path: '/status', value: 'NotApplicable' };
const addRemark = {
  op: 'add',
  path: '/activities/-',
  value: {
    type: 'Information',
    performedBy: { actorType: 'ServiceOwner' },
    description: [{ languageCode: 'nb', value: 'Saksbehandler har ringt' }],
  },
};

async function patch(stage: DurableStage, dialogId: string, ...operations: readonly object[]): Promise<void> {
  expect((await stage.colleague.call('PATCH', `/dialogs/${dialogId}`, operations)).status).toBe(204);
}

/** Also for a caller with a token from before it was gone: Dialogporten issues no later one. */
async function isGoneForEverybody(stage: DurableStage, id: string): Promise<void> {
  await problemIn(await stage.parties.embed(id, stage.token(id, { iat: 1 })), 410, 'gone');
  for (const action of ['confirm', 'submit', 'sign', 'delete'] as const) {
    await problemIn(await stage.press(action, id), 410, 'gone');
  }
  await problemIn(await stage.decide(id), 410, 'gone');
}

describe('a change that meets one of another system in Dialogporten', () => {
  const stage = sharedStage();

  it('is made, and what they added stays, and where both said something ours stands', async () => {
    const id = await stage().dialogAfter();
    await patch(stage(), id, setStatus, addRemark);

    expect((await stage().press('confirm', id)).status).toBe(204);

    expect(stage().there(id).status).toBe('Draft');
    expect(stage().there(id).activities).toMatchObject([
      { type: 'DialogCreated' },
      { type: 'Information', performedBy: { actorType: 'ServiceOwner' } },
      { type: 'Information', performedBy: { actorType: 'PartyRepresentative', actorId: manager } },
    ]);
    expect(stage().putsTo(id)).toEqual([412, 204]);
    expect((await stage().press('submit', id)).status).toBe(204);
    expect(stage().putsTo(id)).toEqual([412, 204, 204]);
  });

  it('is made when they change the dialog again and again', async () => {
    const id = await stage().dialogAfter();
    stage().strike({ match: `PUT ${pathOf(id)}`, status: 412, times: 3 });

    expect((await stage().press('confirm', id)).status).toBe(204);

    expect(stage().activities(id)).toEqual(['DialogCreated', 'Information']);
  });

  it('deletes the dialog all the same, if it is a deletion', async () => {
    const id = await stage().dialogAfter('confirm');
    await patch(stage(), id, setStatus);

    expect((await stage().press('delete', id)).status).toBe(204);

    expect(stage().there(id).deletedAt).toEqual(expect.any(String));
    expect(stage().activities(id)).toEqual(['DialogCreated', 'Information', 'DialogDeleted']);
  });
});

describe('a change that meets a later one of ours, made by another replica,', () => {
  it(
    'does not take the dialog back to where it was before that',
    onStage(async (stage) => {
      const id = await stage.dialogAfter();
      const other = await ServiceProcess.start(stage.emulator, { DATABASE_URL: stage.databaseUrl });
      try {
        stage.strike({ match: `PUT ${pathOf(id)}`, latencyMs: 800, times: 1 });
        const confirmed = stage.press('confirm', id);
        await until(() => stage.putsTo(id).length > 0);
        const submitted = await fetch(`${other.url}/dialogs/${id}/actions/submit`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${stage.token(id)}` },
        });

        expect([(await confirmed).status, submitted.status]).toEqual([204, 204]);
        await stage.untilQuiet();
        expect(stage.activities(id)).toEqual(['DialogCreated', 'Information', 'FormSubmitted']);
        expect(await stage.here(id)).toMatchObject({ state: 'awaiting-signature', version: 3, deliveredVersion: 3 });
        expect(stage.there(id)).toMatchObject({ status: 'RequiresAttention', transmissions: [{ type: 'Submission' }] });
      } finally {
        await other.stop();
      }
    }),
  );
});

describe('a dialog that was deleted in Dialogporten behind our back', () => {
  const stage = sharedStage();

  async function remove(id: string): Promise<void> {
    expect((await stage().colleague.call('DELETE', `/dialogs/${id}`)).status).toBe(204);
  }

  it('is gone for all callers once a press has found it so', async () => {
    const id = await stage().dialogAfter();
    await remove(id);

    await problemIn(await stage().press('confirm', id), 410, 'gone');
    await stage().untilQuiet();
    const calls = stage().calls(id).length;

    await isGoneForEverybody(stage(), id);
    await stage().untilQuiet();
    expect(stage().calls(id)).toHaveLength(calls);
    expect(await stage().readiness()).toMatchObject({ status: 200, report: { status: 'ready' } });
    expect(await stage().metric('dialog_changes_dead_letters')).toBe(0);
  });

  it('is gone also for the same press again', async () => {
    const id = await stage().dialogAfter();
    await remove(id);
    const token = stage().token(id);

    await problemIn(await stage().press('confirm', id, token), 410, 'gone');
    await problemIn(await stage().press('confirm', id, token), 410, 'gone');
    expect(stage().putsTo(id)).toEqual([410]);
  });

  it('is gone also for those who had pressed before that was known', async () => {
    const id = await stage().dialogAfter();
    await remove(id);
    stage().strike({ match: `PUT ${pathOf(id)}`, latencyMs: 500 });

    const confirmed = stage().press('confirm', id);
    await until(() => stage().putsTo(id).length > 0);
    const submitted = stage().press('submit', id);

    await problemIn(await confirmed, 410, 'gone');
    await problemIn(await submitted, 410, 'gone');
    await stage().untilQuiet();
    expect(stage().activities(id)).toEqual(['DialogCreated']);
  });

  it('is what a party wanted who deletes it', async () => {
    const id = await stage().dialogAfter('confirm');
    await remove(id);

    expect((await stage().press('delete', id)).status).toBe(204);

    await stage().untilQuiet();
    expect(await stage().here(id)).toMatchObject({ state: 'withdrawn', version: 3, deliveredVersion: 3 });
  });

  it('is there again, without what was refused, once a user who sees it restored opens it', async () => {
    const id = await stage().dialogAfter();
    await remove(id);
    await problemIn(await stage().press('confirm', id), 410, 'gone');
    expect((await stage().colleague.call('POST', `/dialogs/${id}/actions/restore`)).status).toBe(204);
    await problemIn(await stage().parties.embed(id, stage().token(id, { iat: 1 })), 410, 'gone');
    expect((await stage().here(id)).delivery).toMatchObject({ status: 'gone' });

    await until(async () => (await stage().parties.embed(id, tokenOfLater(id))).status === 200);

    await stage().untilQuiet();
    expect(stage().activities(id)).toEqual(['DialogCreated']);
    expect(stage().there(id).status).toBe('RequiresAttention');
    expect(await stage().here(id)).toMatchObject({
      state: 'awaiting-confirmation',
      deliveredVersion: 2,
      delivery: { status: 'delivered' },
    });
  });

  /** Issued after the dialog was found to be gone. */
  const tokenOfLater = (id: string) => stage().token(id, { iat: Math.ceil(Date.now() / 1000) + 1 });
});

describe('a dialog that Dialogporten says is not there, or not for us to change,', () => {
  it(
    'keeps what was accepted, tells an operator, and is delivered by itself once that has been mended',
    onStage(async (stage) => {
      const id = await stage.dialogAfter();
      stage.strike({ match: `PUT ${pathOf(id)}`, status: 403, errors: { Forbidden: ['The dialog is frozen.'] } });

      expect((await stage.press('confirm', id)).status).toBe(202);

      const alerts = () => stage.service.log.filter((line) => line.includes('fails again and again'));
      await until(async () => {
        await stage.passTime();
        return alerts().length > 0;
      });
      expect(await stage.here(id)).toMatchObject({
        delivery: { status: 'waiting', reason: expect.stringMatching('403') },
      });
      expect(alerts()).toHaveLength(1);
      expect(await stage.metric('dialog_changes_dead_letters')).toBe(0);
      stage.emulator.faults.clear();
      await stage.soonQuiet();
      expect(stage.activities(id)).toEqual(['DialogCreated', 'Information']);
      expect(stage.service.log.filter((line) => line.includes('that had failed is delivered'))).toHaveLength(1);
    }),
  );
});

describe('a change that Dialogporten refuses for good', () => {
  const stage = sharedStage();
  const run = promisify(execFile);
  const script = fileURLToPath(new URL('../../dist-programs/src/dead-letters.js', import.meta.url));

  /** Output of the operator's command. */
  async function deadLetters(...parameters: readonly string[]): Promise<string> {
    const { PATH = '' } = process.env;
    const env = { PATH, NODE_ENV: 'test', DATABASE_URL: stage().databaseUrl };
    return (await run(process.execPath, [script, ...parameters], { env })).stdout;
  }

  /** Signs of it for an operator who does not run the command. */
  async function refusals(): Promise<{ refused: number; letters: number }> {
    await stage().untilQuiet();
    return {
      refused: await stage().metric('dialog_changes_rejected_total'),
      letters: await stage().metric('dialog_changes_dead_letters'),
    };
  }

  const errors = { 'dto.status': ['Not one that we take.'] };

  it.each([400, 422])('with %i is told to the caller and, with an alert, to operators', async (status) => {
    const id = await stage().dialogAfter();
    const token = stage().token(id);
    const { refused, letters } = await refusals();
    stage().strike({ match: pathOf(id), status, errors });

    await problemIn(await stage().press('confirm', id, token), 502, 'upstream-refused');
    await stage().untilQuiet();
    await problemIn(await stage().press('confirm', id, token), 502, 'upstream-refused');

    expect(stage().putsTo(id)).toEqual([status]);
    const alerts = stage()
      .service.log.map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ alert, dialogId }) => alert === true && dialogId === id);
    expect(alerts).toEqual([expect.objectContaining({ level: 'error', status })]);
    expect(await refusals()).toEqual({ refused: refused + 1, letters: letters + 1 });
    expect(await stage().readiness()).toMatchObject({ status: 200, report: { status: 'ready' } });
    expect(stage().activities(id)).toEqual(['DialogCreated']);
  });

  it('waits among the dead letters until an operator, who has mended things, has it tried again', async () => {
    await deadLetters('redrive');
    await stage().untilQuiet();
    const [one, other] = [await stage().dialogAfter(), await stage().dialogAfter()];
    const token = stage().token(one);
    stage().strike(...[one, other].map((id) => ({ match: pathOf(id), status: 422, errors })));
    await problemIn(await stage().press('confirm', one, token), 502, 'upstream-refused');
    await problemIn(await stage().press('confirm', other), 502, 'upstream-refused');
    await stage().untilQuiet();
    const line = (id: string) => `\\S+Z {2}${id} {2}.*422.*\n`;

    expect(await deadLetters()).toMatch(new RegExp(`^${line(one)}${line(other)}2 rejected\n$`));
    stage().emulator.faults.clear();
    expect(await deadLetters('redrive', one)).toBe('1 put back into the outbox\n');

    await until(() => stage().there(one).status === 'Draft');
    await stage().untilQuiet();
    expect(stage().activities(one)).toEqual(['DialogCreated', 'Information']);
    expect((await stage().press('confirm', one, token)).status).toBe(204);
    expect(await deadLetters('list')).toMatch(new RegExp(`^${line(other)}1 rejected\n$`));
    expect(await stage().metric('dialog_changes_dead_letters')).toBe(1);
    expect(stage().activities(other)).toEqual(['DialogCreated']);
  });

  it('is refused once, however many have pressed the button at the same time', async () => {
    const id = await stage().dialogAfter();
    const token = stage().token(id);
    const { refused, letters } = await refusals();
    stage().strike({ match: pathOf(id), status: 422, errors, latencyMs: 300 });

    const answers = await Promise.all(Array.from({ length: 10 }, () => stage().press('confirm', id, token)));

    for (const answer of answers) await problemIn(answer, 502, 'upstream-refused');
    expect(await refusals()).toEqual({ refused: refused + 1, letters: letters + 1 });
  });

  it('is a dead letter also when the caller did not wait for it, and the same press is told later', async () => {
    const id = await stage().dialogAfter();
    const token = stage().token(id);
    const { letters } = await refusals();
    stage().strike({ match: pathOf(id), status: 422, errors });

    expect((await stage().press('confirm', id, token, { Prefer: 'respond-async' })).status).toBe(202);

    await until(async () => (await refusals()).letters === letters + 1);
    await problemIn(await stage().press('confirm', id, token), 502, 'upstream-refused');
  });

  it('comes along with the next change, if that one is not refused', async () => {
    const id = await stage().dialogAfter();
    stage().strike({ match: pathOf(id), status: 422, errors, times: 1 });
    await problemIn(await stage().press('confirm', id), 502, 'upstream-refused');

    expect((await stage().press('submit', id)).status).toBe(204);

    expect(stage().activities(id)).toEqual(['DialogCreated', 'Information', 'FormSubmitted']);
    await deadLetters('redrive', id);
    await stage().untilQuiet();
    expect(stage().activities(id)).toEqual(['DialogCreated', 'Information', 'FormSubmitted']);
  });
});

describe('a 202', () => {
  it(
    'comes at once when the caller asks for it, and the change is made right after',
    onStage(async (stage) => {
      const id = await stage.dialogAfter();
      stage.strike({ match: `PUT ${pathOf(id)}`, latencyMs: 3_000 });

      const answer = await stage.press('confirm', id, stage.token(id), { Prefer: 'respond-async' });

      expect([answer.status, await answer.text()]).toEqual([202, '']);
      expect(answer.headers.get('Preference-Applied')).toBe('respond-async');
      expect(stage.activities(id)).toEqual(['DialogCreated']);
      await until(() => stage.activities(id).length === 2);
      await stage.untilQuiet();
      expect(stage.putsTo(id)).toEqual([204]);
    }),
  );

  it(
    'is all that there is when the service is set not to wait',
    onStage(
      async (stage) => {
        const id = await stage.parties.openDialog();
        const token = stage.token(id);
        for (const action of ['confirm', 'submit', 'sign'] as const) {
          expect((await stage.press(action, id, token)).status).toBe(202);
          // It may be there by now.
          expect([202, 204]).toContain((await stage.press(action, id, token)).status);
        }
        expect((await stage.decide(id)).status).toBe(202);
        await until(() => stage.emulator.dialogs.get(id)?.status === 'Completed');
        await stage.untilQuiet();
        expect(await stage.here(id)).toMatchObject({ state: 'decided', version: 5, deliveredVersion: 5 });
        expect(stage.activities(id)).toHaveLength(5);
      },
      { WRITE_ACTION_TIMEOUT_MS: '0' },
    ),
  );

  it(
    'is what a caller gets whose patience ends before Dialogporten answers, and the change is made once',
    onStage(
      async (stage) => {
        const id = await stage.dialogAfter();
        await stage.untilQuiet();
        const token = stage.token(id);
        stage.strike({ match: `PUT ${pathOf(id)}`, latencyMs: 5_000 });

        expect((await stage.press('confirm', id, token)).status).toBe(202);
        expect((await stage.press('confirm', id, token)).status).toBe(202);

        expect(stage.activities(id)).toEqual(['DialogCreated']);
        await stage.untilQuiet();
        expect(stage.activities(id)).toEqual(['DialogCreated', 'Information']);
        expect(stage.putsTo(id)).toEqual([204]);
        expect((await stage.press('confirm', id, token)).status).toBe(204);
      },
      { WRITE_ACTION_TIMEOUT_MS: '200' },
    ),
  );
});

describe('a decision', () => {
  const stage = sharedStage();

  it('is made at once, and not twice', async () => {
    const id = await stage().dialogAfter('confirm', 'submit', 'sign');

    expect((await stage().decide(id, { granted: true })).status).toBe(204);

    expect(stage().there(id).status).toBe('Completed');
    expect(stage().activities(id).at(-1)).toBe('DialogClosed');
    await problemIn(await stage().decide(id, { granted: false }), 409, 'conflict');
    expect(await stage().here(id)).toMatchObject({ state: 'decided', granted: true, version: 5 });
    expect(
      stage()
        .there(id)
        .transmissions.map(({ type }) => type),
    ).toEqual(['Submission', 'Decision']);
  });
});

describe('what could not be made at once', () => {
  const stage = sharedStage();

  it('is made when those who kept changing the dialog in Dialogporten have stopped', async () => {
    const [changed, deleted] = [await stage().dialogAfter(), await stage().dialogAfter()];
    stage().strike({ match: `PUT ${pathOf(changed)}`, status: 412 });
    stage().strike({ match: `DELETE ${pathOf(deleted)}`, status: 412, times: 1 });

    expect((await stage().press('confirm', changed)).status).toBe(202);
    expect(stage().calls(changed).length).toBeLessThan(30);
    expect((await stage().press('delete', deleted)).ok).toBe(true);

    stage().emulator.faults.clear();
    await stage().soonQuiet();
    expect(stage().there(changed).status).toBe('Draft');
    expect(stage().activities(changed)).toEqual(['DialogCreated', 'Information']);
    expect(stage().there(deleted).deletedAt).toEqual(expect.any(String));
    expect(stage().activities(deleted)).toEqual(['DialogCreated', 'DialogDeleted']);
  });

  it('stands in the end, also if its answer was lost before they changed the dialog', async () => {
    const id = await stage().dialogAfter();
    const ours = `PUT ${pathOf(id)}`;
    stage().strike({ match: ours, after: 'commit', times: 1 }, { match: ours, status: 503 });
    expect((await stage().press('confirm', id)).status).toBe(202);
    await patch(stage(), id, setStatus);

    stage().emulator.faults.clear();
    await stage().soonQuiet();

    expect(stage().activities(id)).toEqual(['DialogCreated', 'Information']);
    expect(stage().there(id).status).toBe('Draft');
  });

  it('ends with the dialog, when the queue finds that it was deleted after a 202', async () => {
    const id = await stage().dialogAfter();
    stage().strike({ match: `PUT ${pathOf(id)}`, absent: true });
    expect((await stage().press('confirm', id)).status).toBe(202);
    expect((await stage().colleague.call('DELETE', `/dialogs/${id}`)).status).toBe(204);

    stage().emulator.faults.clear();
    await stage().soonQuiet();

    await isGoneForEverybody(stage(), id);
  });

  it('is not tried before the time that Dialogporten named, each time it names one', async () => {
    const ids = [await stage().dialogAfter(), await stage().dialogAfter()];
    stage().emulator.requests.clear();
    stage().strike(
      { match: serviceOwnerApi, status: 503, retryAfterSeconds: 1, times: 1 },
      { match: serviceOwnerApi, status: 429, retryAfterSeconds: 2, times: 1 },
    );

    for (const id of ids) expect((await stage().press('confirm', id)).status).toBe(202);
    await stage().passTime();

    await stage().untilQuiet();
    const calls = stage()
      .emulator.requests.list()
      .filter(({ path }) => path.startsWith(serviceOwnerApi));
    expect(calls.map(({ status }) => status)).toEqual([503, 429, 204, 204]);
    const times = calls.map(({ at }) => Date.parse(at));
    // A timer may be up to a millisecond early.
    expect(times[1]! - times[0]!).toBeGreaterThan(998);
    expect(times[2]! - times[1]!).toBeGreaterThan(1_998);
    for (const id of ids) expect(stage().activities(id)).toEqual(['DialogCreated', 'Information']);
  });

  it('for want of a Maskinporten token is made when Maskinporten is back', async () => {
    const id = await stage().dialogAfter();
    await stage().restart(() => stage().strike({ match: '/maskinporten', absent: true }));

    expect((await stage().press('confirm', id)).status).toBe(202);

    expect(stage().activities(id)).toEqual(['DialogCreated']);
    stage().emulator.faults.clear();
    await stage().soonQuiet();
    // The keys that the service owner's tokens are verified with come from there as well.
    await until(async () => (await stage().parties.asServiceOwner('GET', `/${id}`)).status === 200);
    expect(stage().activities(id)).toEqual(['DialogCreated', 'Information']);
  });

  it('because Dialogporten was away arrives when it is back: dialogs opened, decided on and withdrawn', async () => {
    const pending = await stage().dialogAfter('confirm', 'submit', 'sign');
    const known = stage().emulator.dialogs.all().length;
    stage().strike({ match: serviceOwnerApi, absent: true });

    const opened = await stage().parties.openDialog();
    expect(await stage().here(opened)).toMatchObject({ version: 1, deliveredVersion: 0 });
    expect((await stage().press('confirm', opened)).status).toBe(202);
    const withdrawn = await stage().parties.openDialog();
    expect((await stage().press('delete', withdrawn)).status).toBe(202);
    expect((await stage().decide(pending, { granted: false })).status).toBe(202);
    await problemIn(await stage().decide(pending, { granted: true }), 409, 'conflict');
    expect(stage().emulator.dialogs.all()).toHaveLength(known);
    expect(stage().there(pending).status).toBe('Awaiting');

    stage().emulator.faults.clear();
    await stage().soonQuiet();
    expect(stage().there(opened).status).toBe('Draft');
    expect(stage().activities(opened)).toEqual(['DialogCreated', 'Information']);
    expect(stage().there(withdrawn).deletedAt).toEqual(expect.any(String));
    expect(stage().activities(withdrawn)).toEqual(['DialogCreated', 'DialogDeleted']);
    expect(stage().there(pending).status).toBe('Completed');
    expect(
      stage()
        .activities(pending)
        .filter((type) => type === 'DialogClosed'),
    ).toHaveLength(1);
    expect(
      stage()
        .there(pending)
        .transmissions.map(({ type }) => type),
    ).toEqual(['Submission', 'Decision']);
    expect(await stage().here(pending)).toMatchObject({ state: 'decided', granted: false });
  });
});

describe('dialogs that Dialogporten fails on', () => {
  it.each([1, 8])('do not hold up another one, if there are %i of them', (count) =>
    onStage(async (stage) => {
      const poisoned = await Promise.all(Array.from({ length: count }, () => stage.dialogAfter()));
      const healthy = [await stage.dialogAfter(), await stage.dialogAfter(), await stage.dialogAfter()];
      stage.strike(...poisoned.map((id) => ({ match: pathOf(id), status: 500 })));
      const answers = await Promise.all(poisoned.map((id) => stage.press('confirm', id)));
      expect(answers.map(({ status }) => status)).toEqual(poisoned.map(() => 202));

      for (const [round, id] of healthy.entries()) {
        await stage.press('confirm', id);
        await until(() => stage.there(id).status === 'Draft', promiseMs);
        await stage.passTime();
        await until(() => poisoned.every((other) => stage.putsTo(other).length > round + 1));
      }

      stage.emulator.faults.clear();
      await stage.soonQuiet();
      for (const id of poisoned) expect(stage.activities(id)).toEqual(['DialogCreated', 'Information']);
    })(),
  );
});
