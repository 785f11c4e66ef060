import type { Platform } from '../platform.js';
import { dialogId } from './contender.js';

const tokensAtOnce = 5_000;

/** Signs that many tokens, all different. */
export async function newTokens(platform: Platform, count: number): Promise<readonly string[]> {
  const tokens: string[] = [];
  const dialogIds = Array.from({ length: tokensAtOnce }, () => dialogId);
  while (tokens.length < count) tokens.push(...(await platform.dialogTokens(dialogIds, 'read;write')));
  return tokens;
}

/** Gives each of them once, and then nothing. */
export function eachOf(tokens: readonly string[]): () => string | undefined {
  let next = 0;
  return () => tokens[next++];
}

/** Gives each of them once. */
export function eachOnce(tokens: readonly string[]): () => string {
  let next = 0;
  return () => {
    const token = tokens[next++];
    if (token === undefined) throw new Error('more tokens were needed than were signed');
    return token;
  };
}
