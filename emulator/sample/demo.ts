import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../emulator.js';
import { curlWalk } from './demo-curl.js';
import { openSamples } from './demo-samples.js';
import { samplePolicy } from './policy.js';

/*
 * `npm run demo`: the stand-in platform and the service, each a program of its own, with three sample dialogs.
 * Everything is kept in `.data`, so the next run goes on where this one ended.
 */
const emulatorPort = 4000;
const servicePort = Number(process.env['PORT'] ?? '3000');
const serviceUrl = `http://localhost:${servicePort}`;
const dataDir = '.data';
const readyWithinMs = 30_000;

function startService(emulator: Emulator): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL('../../src/main.js', import.meta.url))], {
    stdio: 'inherit',
    env: {
      LOG_LEVEL: 'warn',
      HOST: '127.0.0.1',
      PORT: String(servicePort),
      DATA_DIR: dataDir,
      DIALOGPORTEN_BASE_URL: `${emulator.url}/dialogporten`,
      MASKINPORTEN_ISSUER: `${emulator.url}/maskinporten/`,
      IDPORTEN_ISSUER: `${emulator.url}/idporten`,
      ALTINN_AUTHORIZATION_URL: `${emulator.url}/authorization/api/v1/authorize`,
      ...process.env,
    },
  });
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(`${serviceUrl}/health/ready`)).ok;
  } catch {
    return false;
  }
}

async function untilReady(service: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady())) {
    if (service.exitCode !== null) throw new Error('The service did not start.');
    if (Date.now() > deadline) throw new Error(`The service was not ready within ${readyWithinMs / 1000} seconds.`);
    await delay(100);
  }
}

async function run(): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const emulator = await startEmulator({
    policy: samplePolicy,
    port: emulatorPort,
    dataDir: join(dataDir, 'emulator'),
  });
  const service = startService(emulator);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => service.kill('SIGTERM'));
  const ended = once(service, 'exit');
  try {
    await untilReady(service);
    const samples = await openSamples(emulator.url, serviceUrl);
    process.stdout.write(`${curlWalk(emulator.url, serviceUrl, samples)}\n`);
    await ended;
  } finally {
    service.kill('SIGTERM');
    await ended;
    await emulator.stop();
  }
}

run().catch((error: unknown) => {
  const { code, message } = error as { code?: string; message?: string };
  process.stderr.write(code === 'EADDRINUSE' ? `Port ${emulatorPort} is in use by another program.\n` : `${message}\n`);
  process.exitCode = 1;
});
