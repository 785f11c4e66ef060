import type { Settings } from '../config/settings.js';
import { discover, keySource, metadataPath, verificationKeysIn } from 'nestjs-dialog-token';
import { platformFetch } from '../dialogporten/platform-fetch.js';
import { outgoingFetch } from '../outgoing/outgoing.js';
import { timeIn } from '../time/platform-time.js';
import { fault, finding, type Findings, saysTheDifference } from './finding.js';

const timeoutMs = 10_000;

/** Whether Dialogporten is there, is the one we take it for, has keys that verify tokens, and agrees on the time. */
export async function* checkDialogporten(
  {
    DIALOGPORTEN_BASE_URL,
    DIALOGPORTEN_ISSUER: issuer,
    DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS,
  }: Pick<Settings, 'DIALOGPORTEN_BASE_URL' | 'DIALOGPORTEN_ISSUER' | 'DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS'>,
  now: () => number,
): Findings {
  const metadataUrl = `${DIALOGPORTEN_BASE_URL}/api/v1/${metadataPath}`;
  try {
    await discover({ metadataUrl, issuer, signal: AbortSignal.timeout(timeoutMs), fetch: outgoingFetch });
    yield finding('ok', 'Dialogporten', `issuer ${issuer}`);
  } catch (error) {
    yield fault('Dialogporten', error);
    return;
  }
  yield* checkKeys(metadataUrl, issuer);
  yield* checkClock(metadataUrl, DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS * 1000, now);
}

async function* checkKeys(metadataUrl: string, issuer: string): Findings {
  const about = "Dialogporten's keys";
  try {
    const fetchKeys = keySource({ metadataUrl, issuer, timeoutMs, fetch: outgoingFetch });
    const kids = verificationKeysIn(await fetchKeys(new AbortController().signal)).map(({ kid }) => kid);
    yield finding('ok', about, `${kids.length} that verify dialog tokens: ${kids.join(', ')}`);
  } catch (error) {
    yield fault(about, error);
  }
}

async function* checkClock(url: string, toleratedMs: number, now: () => number): Findings {
  const about = "Dialogporten's clock";
  try {
    const askedAt = now();
    const { headers } = await platformFetch(url, timeoutMs);
    const time = timeIn(headers);
    const difference = (askedAt + now()) / 2 - (time ?? 0);
    if (time === undefined) {
      yield finding('note', about, 'its answers do not say what time it is');
    } else {
      yield finding(Math.abs(difference) > toleratedMs ? 'fault' : 'ok', about, saysTheDifference(difference));
    }
  } catch (error) {
    yield fault(about, error);
  }
}
