import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isUUID } from 'class-validator';
import { Republishing, type RepublishingFilter } from './redrive/republishing.js';
import { rateOf, runOperatorCommand } from './operator-command.js';

/*
 * For operators: has dialogs shown anew in Dialogporten after our address, a route or a text has changed. It marks them; the
 * service delivers them, silently.
 */
const usage = `Usage: npm run republish -- <dialogs> [--rate <dialogs a second>] [--after <dialogId>]

  all                        every dialog
  kind <service resource>    those of one service resource
  dialog <dialogId>          one

  --rate    how many become due in a second, 1 to 1000; 20 if it is not given
  --after   goes on where an earlier run was interrupted
`;

interface Arguments {
  readonly filter: RepublishingFilter;
  readonly perSecond: number;
  readonly after: string | undefined;
}

/** @returns undefined where it cannot be told what is wanted: nothing is marked then. */
function readArguments(): Arguments | undefined {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { rate: { type: 'string', default: '20' }, after: { type: 'string' } },
    });
    const [filter, perSecond] = [filterOf(positionals), rateOf(values.rate)];
    const isPlace = values.after === undefined || isUUID(values.after);
    return filter && perSecond && isPlace ? { filter, perSecond, after: values.after } : undefined;
  } catch {
    return undefined;
  }
}

function filterOf([which, name, ...rest]: readonly string[]): RepublishingFilter | undefined {
  if (rest.length > 0) return undefined;
  if (which === 'all' && name === undefined) return {};
  if (which === 'kind' && name !== undefined) return { serviceResource: name };
  if (which === 'dialog' && isUUID(name)) return { dialogId: name };
  return undefined;
}

const given = readArguments();
if (given === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
const { filter, ...options } = given;
await runOperatorCommand(async ({ database, stopping, print, note }) => {
  const { marked, after } = await new Republishing(database).mark(filter, {
    ...options,
    stopping,
    onProgress: (soFar, last) => note(`${soFar} so far, up to ${last}`),
  });
  print(`${marked} to be shown anew`);
  if (!stopping.aborted) return;
  note(`interrupted: go on with --after ${after}`);
  process.exitCode = 1;
});
