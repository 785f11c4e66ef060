import { startEmulator } from './emulator.js';
import { joined } from './joined.js';
import { platformOptions } from './platform-options.js';
import { readPolicy } from './policy-file.js';
import { standIns } from './stand-ins.js';

const {
  EMULATOR_PORT = '4000',
  EMULATOR_HOST = '127.0.0.1',
  EMULATOR_DATA_DIR = '.data/emulator',
  EMULATOR_POLICY,
  SERVICE_URL = 'http://localhost:3000',
} = process.env;

const { policy, desk } =
  EMULATOR_POLICY === undefined ? joined(standIns) : { policy: readPolicy(EMULATOR_POLICY), desk: undefined };
const emulator = await startEmulator({
  policy,
  ...(desk && { desk: desk(SERVICE_URL) }),
  port: Number(EMULATOR_PORT),
  host: EMULATOR_HOST,
  dataDir: EMULATOR_DATA_DIR,
  ...platformOptions(process.env),
  ...(process.env['EMULATOR_PUBLIC_URL'] && { publicUrl: process.env['EMULATOR_PUBLIC_URL'] }),
});
process.stdout.write(`The stand-in platform answers at ${emulator.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
