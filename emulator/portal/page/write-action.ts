import type { GuiAction } from './dialog-types.js';
import type { Recorder } from './recorder.js';

/** How a press of a button ended, as far as the real portal looks. */
export type Outcome =
  | { readonly type: 'accepted' }
  | { readonly type: 'failed' }
  /** There was no answer, or CORS hides it: the portal shows nothing at all. */
  | { readonly type: 'silent' }
  | { readonly type: 'too-early'; readonly deletionAllowedAt: string; readonly gracePeriodDays: number };

/** Calls the service provider as the real portal does: the browser's own `Accept-Language`, and no body. */
export async function performAction(
  recorder: Recorder,
  { url, httpMethod }: GuiAction,
  token: string,
): Promise<Outcome> {
  let response: Response;
  try {
    response = await recorder.fetch(url, {
      method: httpMethod,
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    });
  } catch {
    return { type: 'silent' };
  }
  if (response.ok) return { type: 'accepted' };
  return (response.status === 422 && (await tooEarly(response))) || { type: 'failed' };
}

async function tooEarly(response: Response): Promise<Outcome | undefined> {
  try {
    const { deletionAllowedAt, gracePeriodDays } = (await response.json()) as Record<string, unknown>;
    if (typeof deletionAllowedAt !== 'string') return undefined;
    return { type: 'too-early', deletionAllowedAt, gracePeriodDays: Number(gracePeriodDays) };
  } catch {
    return undefined;
  }
}
