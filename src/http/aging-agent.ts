import type { Agent } from 'node:http';
import type { Socket } from 'node:net';

/** How long, in milliseconds, a kept-alive connection is used. */
const connectionAgeMs = 60_000;

/**
 * Has an agent use no connection again that is older than a minute: a new one looks up anew where the server is, so that an
 * address that has moved is followed also while there is traffic.
 *
 * @param now in milliseconds
 * @returns the same agent.
 */
export function aging<Kind extends Agent>(agent: Kind, now: () => number = () => performance.now()): Kind {
  const freeSince = new WeakMap<Socket, number>();
  // Node.js' own listener comes first, and keeps the connection; it takes none again that was destroyed.
  agent.on('free', (socket: Socket) => {
    const since = freeSince.get(socket);
    if (since === undefined) freeSince.set(socket, now());
    else if (now() - since >= connectionAgeMs) socket.destroy();
  });
  return agent;
}
