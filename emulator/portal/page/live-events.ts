import { EventSourceParserStream } from 'eventsource-parser/stream';
import { graphqlUrl } from './graphql.js';
import type { Recorder } from './recorder.js';

export type EventType = 'DIALOG_UPDATED' | 'DIALOG_DELETED';

const shortestDelayMs = 1000;
const longestDelayMs = 30_000;

/** A dialog to listen to. */
interface Subject {
  readonly dialogId: string;
  /** The newest token there is. */
  token(): string;
  /** Fetches the dialog, and with it a new token. Never rejects. */
  refresh(): Promise<void>;
  onEvent(type: EventType): void;
  /** How many times in a row the connection broke, or could not be made. */
  onBreaks(breaks: number): void;
}

/**
 * Subscribes to what happens to a dialog, as long as the page is shown. A connection that ends, however it ends, is made
 * anew after a random part of 1, 2, 4 … 30 seconds. A page that is shown again, or is back on the net, fetches the dialog
 * first: after a sleep its token is worth nothing.
 *
 * @returns what ends it
 */
export function subscribe(recorder: Recorder, subject: Subject): () => void {
  let connection = new AbortController();

  const connect = async (): Promise<void> => {
    connection.abort();
    const { signal } = (connection = new AbortController());
    for (let breaks = 0; ; breaks++) {
      subject.onBreaks(breaks);
      if (breaks > 0) await pause(Math.random() * Math.min(longestDelayMs, shortestDelayMs * 2 ** (breaks - 1)));
      if (signal.aborted || document.hidden) return;
      const wasOpen = await listen(recorder, subject, signal);
      if (signal.aborted) return;
      if (wasOpen) breaks = 0;
    }
  };
  const connectAnew = async (): Promise<void> => {
    connection.abort();
    const { signal } = (connection = new AbortController());
    if (document.hidden) return;
    await subject.refresh();
    if (!signal.aborted) void connect();
  };

  void connect();
  const onChange = () => void connectAnew();
  document.addEventListener('visibilitychange', onChange);
  window.addEventListener('online', onChange);
  return () => {
    document.removeEventListener('visibilitychange', onChange);
    window.removeEventListener('online', onChange);
    connection.abort();
  };
}

/** Listens until the connection ends. @returns whether there was one */
async function listen(
  recorder: Recorder,
  { dialogId, token, onEvent, onBreaks }: Subject,
  signal: AbortSignal,
): Promise<boolean> {
  let isOpen = false;
  try {
    const response = await recorder.fetch(`${graphqlUrl}/stream`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        Accept: 'text/event-stream',
        Authorization: `Bearer ${token()}`,
      },
      body: JSON.stringify({
        query: `subscription sub { dialogEvents(dialogId: "${dialogId}") { id type } }`,
        variables: {},
        operationName: 'sub',
      }),
      signal,
    });
    if (!response.ok || !response.body) return false;
    isOpen = true;
    onBreaks(0);
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events) {
      if (event !== 'next') continue;
      const type = (JSON.parse(data) as { data?: { dialogEvents?: { type: EventType } } }).data?.dialogEvents?.type;
      if (type !== undefined) onEvent(type);
    }
  } catch {
    // It broke, or was ended: who asked knows.
  }
  return isOpen;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
