import { EventSourceParserStream } from 'eventsource-parser/stream';
import { graphqlUrl } from './graphql.js';
import type { Recorder } from './recorder.js';

export type EventType = 'DIALOG_UPDATED' | 'DIALOG_DELETED';

/**
 * Subscribes to what happens to a dialog. Like the real portal it gives up when the connection breaks, and begins anew
 * when the page is shown again or the browser is back on the net.
 *
 * @param token gives a token that is still good
 * @returns what ends it
 */
export function subscribe(
  recorder: Recorder,
  dialogId: string,
  token: () => string,
  onEvent: (type: EventType) => void,
): () => void {
  let connection = new AbortController();
  const connect = () => {
    connection.abort();
    connection = new AbortController();
    if (!document.hidden) void listen(recorder, dialogId, token(), onEvent, connection.signal);
  };
  connect();
  document.addEventListener('visibilitychange', connect);
  window.addEventListener('online', connect);
  return () => {
    document.removeEventListener('visibilitychange', connect);
    window.removeEventListener('online', connect);
    connection.abort();
  };
}

async function listen(
  recorder: Recorder,
  dialogId: string,
  token: string,
  onEvent: (type: EventType) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const response = await recorder.fetch(`${graphqlUrl}/stream`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        Accept: 'text/event-stream',
        Authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({
        query: `subscription sub { dialogEvents(dialogId: "${dialogId}") { id type } }`,
        variables: {},
        operationName: 'sub',
      }),
      signal,
    });
    if (!response.ok || !response.body) return;
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events) {
      if (event !== 'next') continue;
      const type = (JSON.parse(data) as { data?: { dialogEvents?: { type: EventType } } }).data?.dialogEvents?.type;
      if (type !== undefined) onEvent(type);
    }
  } catch {
    // The connection broke, or was ended: the next visit of the page begins a new one.
  }
}
