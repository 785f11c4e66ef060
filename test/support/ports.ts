import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port that stays free while nobody listens on it: below those that the system gives to outgoing connections, so that
 * a server can leave it and come back to it.
 */
export async function quietPort(): Promise<number> {
  const port = randomInt(10_000, 32_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((answer) => {
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
  return isFree ? port : quietPort();
}
