import { catalogue } from './catalogue.js';
import { discover } from './detection.js';
import { type Options, readOptions, usage } from './options.js';
import { counted, serialized, written } from './report.js';
import { askAll, type Finding } from './run.js';
import { startStandIn } from './stand-in.js';

async function findings({ platform }: Options): Promise<Finding[]> {
  if (platform) return askAll(catalogue, await discover(platform));
  const standIn = await startStandIn();
  try {
    return await askAll(catalogue, await discover(standIn));
  } finally {
    await standIn.stop();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(usage());
  } else {
    const found = await findings(options);
    process.stdout.write(options.json ? serialized(found) : written(found));
    process.exitCode = counted(found).differs > 0 ? 1 : 0;
  }
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 2;
}
