import { createServer } from 'node:net';

/** An invalid setting, explained to the developer who started the demo. */
export class DemoError extends Error {}

/** The port that a setting names, when it can be opened. @throws DemoError naming the setting */
export async function freePortOf(setting: string, fallback: string): Promise<number> {
  const port = Number(process.env[setting] || fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new DemoError(`${setting} must be a port.`);
  if (await isFree(port)) return port;
  throw new DemoError(
    `Port ${port} is in use by another program. Set ${setting} to another one: ${setting}=${port + 1} npm run demo`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
}
