import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type CryptoKey, jwtVerify } from 'jose';
import { DialogTokenModule, DialogTokenVerifier } from 'nestjs-dialog-token';
import { newId } from '../../src/dialogs/uuid-v7.js';
import { tallyResource } from '../../test/tally/tally.js';
import type { Platform } from '../platform.js';
import { fixed, printTable, ratio } from '../report.js';
import { median } from '../statistics.js';
import { signingKey } from './signing-key.js';

const rounds = 7;
const tokensPerRound = 1_000;
const cachedPerRound = 200_000;

@Module({})
class VerificationModule {}

/** Costs of one verification, without any HTTP: of a new token, and of one that is known. */
export async function measureVerification(platform: Platform): Promise<void> {
  const baseUrl = platform.dialogportenUrl;
  const imports = [DialogTokenModule.forRoot({ baseUrl, serviceResources: [tallyResource] })];
  const app = await NestFactory.createApplicationContext(
    { module: VerificationModule, imports },
    { logger: ['error'] },
  );
  try {
    await measure(platform, app.get(DialogTokenVerifier), await signingKey(`${baseUrl}/api/v1`));
  } finally {
    await app.close();
  }
}

async function measure(platform: Platform, verifier: DialogTokenVerifier, key: CryptoKey): Promise<void> {
  const peer: number[] = [];
  const uncached: number[] = [];
  const cached: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const dialogIds = Array.from({ length: tokensPerRound }, () => newId(new Date()));
    const tokens = await platform.dialogTokens(dialogIds, 'read;write');
    const byJose = await microsecondsEach(tokens, (token) => jwtVerify(token, key, { algorithms: ['EdDSA'] }));
    const anew = await microsecondsEach(tokens, (token) => verifier.verify(token));
    const again = repeated(verifier, tokens);
    if (round === 0) continue; // warm-up
    peer.push(byJose);
    uncached.push(anew);
    cached.push(again);
  }
  const row = (name: string, times: number[]) => [name, fixed(median(times), 2), ratio(median(times) / median(peer))];
  printTable(
    `One verification, one after the other, medians of ${rounds} rounds`,
    ['', 'µs', 'of jose'],
    [row('jose jwtVerify, EdDSA', peer), row('ours, a new token', uncached), row('ours, a known token', cached)],
  );
}

async function microsecondsEach(tokens: readonly string[], verify: (token: string) => unknown): Promise<number> {
  const startedAt = performance.now();
  for (const token of tokens) await verify(token);
  return ((performance.now() - startedAt) * 1000) / tokens.length;
}

function repeated(verifier: DialogTokenVerifier, tokens: readonly string[]): number {
  const startedAt = performance.now();
  for (let count = 0; count < cachedPerRound; count++) {
    verifier.verify(tokens[count % tokens.length]!);
  }
  return ((performance.now() - startedAt) * 1000) / cachedPerRound;
}
