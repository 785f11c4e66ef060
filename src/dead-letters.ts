import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isUUID } from 'class-validator';
import { Outbox } from './delivery/outbox.js';
import { DeadLetters, mostLettersCounted } from './redrive/dead-letters.js';
import { FailingDialogs } from './redrive/failing-dialogs.js';
import { RefusedEffects } from './redrive/refused-effects.js';
import { RefusedEntries } from './redrive/refused-entries.js';
import { type OperatorContext, rateOf, runOperatorCommand } from './operator-command.js';

/*
 * For operators: what Dialogporten rejected or fails on, and how to have it tried again.
 */
const usage = `Usage: npm run dead-letters -- <command>

  reasons                    how many dead letters there are for each reason
  list [--reason <reason>]   the dead letters, oldest first; at most 1,000
  redrive [<dialogId>] [--reason <reason>] [--rate <dialogs a second>]
                             has one, some or all of them tried again; 100 a second if no rate is given
  look-again <dialogId>      has a dialog that is gone from Dialogporten looked for there again

  failing                    the dialogs that keep failing and are tried again, with the reason and since when
  recreate <dialogId>        creates a dialog anew that Dialogporten had and does not know any more

  entries list [--reason <reason>]
                             entries of histories that Dialogporten refused, while it took the change
  entries redrive [<entryId>] [--reason <reason>] [--rate <entries a second>]
                             sends one, some or all of them once more
  entries drop (<entryId> | --reason <reason>)
                             forgets one or some of them for good

  effects list               effects of changes that their handlers refused to make
  effects redrive <effectId> has one of them tried again
  effects drop <effectId>    forgets one of them for good
`;

const mostListed = 1_000;

interface Asked {
  /** Of a dialog, or of an entry. */
  readonly id: string | undefined;
  readonly reason: string | undefined;
  readonly perSecond: number;
}

interface Command {
  /** Whether it takes an id. */
  readonly takesId?: 'always' | 'maybe';
  /** It takes an id, a reason, or both: never everything. */
  readonly isBounded?: true;
  readonly run: (context: OperatorContext, asked: Asked) => Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  reasons: {
    async run({ database, print }) {
      const letters = new DeadLetters(database);
      for (const { reason, count } of await letters.byReason()) print(`${count}  ${reason}`);
      print(await total(letters));
    },
  },
  list: {
    async run({ database, print }, { reason }) {
      const letters = new DeadLetters(database);
      for (const letter of await letters.list({ reason }, mostListed)) {
        print(`${letter.rejectedAt.toISOString()}  ${letter.dialogId}  ${letter.reason}`);
      }
      print(await total(letters));
    },
  },
  redrive: {
    takesId: 'maybe',
    async run(context, { id: dialogId, reason, perSecond }) {
      const { database, print } = context;
      const redriven = await new DeadLetters(database).redrive({ dialogId, reason }, pacing(context, perSecond));
      print(`${redriven} put back into the outbox`);
      noteInterruption(context);
    },
  },
  'look-again': {
    takesId: 'always',
    async run({ database, print }, { id = '' }) {
      const isGone = await new Outbox(database).lookAgain(id);
      print(isGone ? 'is looked for again' : 'is not gone from Dialogporten');
    },
  },
  failing: {
    async run({ database, print }) {
      const failing = await new FailingDialogs(database).list(mostListed);
      for (const { since, dialogId, attempts, reason } of failing) {
        print(`${since.toISOString()}  ${dialogId}  ${attempts} attempts  ${reason}`);
      }
      print(`${failing.length} failing`);
    },
  },
  recreate: {
    takesId: 'always',
    async run({ database, print }, { id = '' }) {
      const isRecreated = await new FailingDialogs(database).recreate(id);
      print(isRecreated ? 'is created anew' : 'is none that Dialogporten had and has not deleted: left as it is');
    },
  },
  'effects list': {
    async run({ database, print }) {
      const refused = await new RefusedEffects(database).list(mostListed);
      for (const { refusedAt, effectId, dialogId, name, reason } of refused) {
        print(`${refusedAt.toISOString()}  ${effectId}  ${name} of ${dialogId}  ${reason}`);
      }
      print(`${refused.length} refused`);
    },
  },
  'effects redrive': {
    takesId: 'always',
    async run({ database, print }, { id = '' }) {
      print((await new RefusedEffects(database).redrive(id)) ? 'is tried again' : 'is none that was refused');
    },
  },
  'effects drop': {
    takesId: 'always',
    async run({ database, print }, { id = '' }) {
      print((await new RefusedEffects(database).drop(id)) ? 'is forgotten' : 'is none that was refused');
    },
  },
  'entries list': {
    async run({ database, print }, { reason }) {
      const entries = await new RefusedEntries(database).list({ reason }, mostListed);
      for (const entry of entries) {
        print(`${entry.refusedAt.toISOString()}  ${entry.entryId}  of ${entry.dialogId}  ${entry.reason}`);
      }
      print(`${entries.length} refused`);
    },
  },
  'entries redrive': {
    takesId: 'maybe',
    async run(context, { id: entryId, reason, perSecond }) {
      const { database, print } = context;
      const redriven = await new RefusedEntries(database).redrive({ entryId, reason }, pacing(context, perSecond));
      print(`${redriven} sent once more`);
      noteInterruption(context);
    },
  },
  'entries drop': {
    takesId: 'maybe',
    isBounded: true,
    async run({ database, stopping, print }, { id: entryId, reason }) {
      print(`${await new RefusedEntries(database).drop({ entryId, reason }, stopping)} forgotten`);
    },
  },
};

async function total(letters: DeadLetters): Promise<string> {
  const count = await letters.count();
  return `${count}${count === mostLettersCounted ? ' or more' : ''} rejected`;
}

function pacing({ stopping, note }: OperatorContext, perSecond: number) {
  return { perSecond, stopping, onProgress: (soFar: number) => note(`${soFar} so far`) };
}

function noteInterruption({ stopping, note }: OperatorContext): void {
  if (!stopping.aborted) return;
  note('interrupted: the others are as they were');
  process.exitCode = 1;
}

/** @returns undefined where it cannot be told what is wanted. */
function readArguments(): (Asked & Pick<Command, 'run'>) | undefined {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { reason: { type: 'string' }, rate: { type: 'string', default: '100' } },
    });
    const words = ['entries', 'effects'].includes(positionals[0] ?? '') ? 2 : 1;
    const name = positionals.slice(0, words).join(' ') || 'list';
    const [id, ...rest] = positionals.slice(words);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    const perSecond = rateOf(values.rate);
    if (command === undefined || perSecond === undefined || rest.length > 0) return undefined;
    const { takesId, isBounded, run } = command;
    if (id === undefined ? takesId === 'always' : takesId === undefined || !isUUID(id)) return undefined;
    if (isBounded && id === undefined && values.reason === undefined) return undefined;
    return { run, id, reason: values.reason, perSecond };
  } catch {
    return undefined;
  }
}

const given = readArguments();
if (given === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
await runOperatorCommand((context) => given.run(context, given));
