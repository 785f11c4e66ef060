import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Platform } from '../platform.js';
import { Companion } from '../process.js';
import { fixed, printTable, ratio, whole } from '../report.js';
import { Scope } from '../scope.js';
import { median } from '../statistics.js';
import type { ServerReady, Variant } from './server-process.js';
import { requestsPerSecond } from './wire-load.js';

const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const connections = 32;
const warmUpMs = 1_500;
const roundMs = 1_000;
const rounds = 7;

/** How many new tokens are signed for each server that reads them: more than it answers requests in all rounds. */
const newTokens = 220_000;
const tokensAtOnce = 5_000;

const names: Readonly<Record<Variant, string>> = {
  fastify: 'Fastify alone',
  nest: 'Nest on Fastify',
  ours: 'Nest + dialog endpoint (token, dialog, resource, action)',
  'passport-jwt': 'Nest + stock passport-jwt (RS256, verified every time)',
  jose: 'Nest + guard around jose (EdDSA, verified every time)',
};

interface Contender {
  readonly variant: Variant;
  readonly server: Companion<ServerReady>;
  readonly nextToken: () => string;
  readonly perSecond: number[];
  /** Processor time of the server for one request, in microseconds. */
  readonly processorTimes: number[];
}

/** Requests per second through the guards: each server in a process of its own, the rounds taken in turns. */
export async function measureHotPath(outer: Scope, platform: Platform): Promise<void> {
  const [dialogToken = ''] = await platform.dialogTokens([dialogId], 'read;write');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaToken = await new SignJWT({ sub: 'anybody', i: dialogId })
    .setProtectedHeader({ alg: 'RS256' })
    .setExpirationTime('1h')
    .sign(rsa.privateKey);
  const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const start = (scope: Scope, variant: Variant, nextToken: () => string) =>
    startContender(scope, variant, [platform.dialogportenUrl, publicKey], nextToken);

  await inScope(outer, async (scope) => {
    const contenders: Contender[] = [];
    for (const variant of Object.keys(names) as Variant[]) {
      const token = variant === 'passport-jwt' ? rsaToken : dialogToken;
      contenders.push(await start(scope, variant, () => token));
    }
    await takeTurns(contenders);
    report('The hot path, a token that is used again', contenders, 'nest');
  });
  await inScope(outer, async (scope) => {
    const contenders: Contender[] = [];
    for (const variant of ['nest', 'ours', 'jose'] as const) {
      // A server without a guard looks at no token, and answers more requests than tokens can be signed.
      const nextToken = variant === 'nest' ? () => dialogToken : await endlessTokens(platform);
      contenders.push(await start(scope, variant, nextToken));
    }
    await takeTurns(contenders);
    report('The hot path, a new token each time', contenders, 'jose');
  });
}

async function inScope(outer: Scope, work: (scope: Scope) => Promise<void>): Promise<void> {
  const scope = new Scope(outer);
  try {
    await work(scope);
  } finally {
    await scope.close();
  }
}

/** Tokens that were never used before, until there are none left. */
async function endlessTokens(platform: Platform): Promise<() => string> {
  const tokens: string[] = [];
  const dialogIds = Array.from({ length: tokensAtOnce }, () => dialogId);
  while (tokens.length < newTokens) tokens.push(...(await platform.dialogTokens(dialogIds, 'read;write')));
  return () => {
    const token = tokens.pop();
    if (token === undefined) throw new Error('more tokens were needed than were signed');
    return token;
  };
}

async function startContender(
  scope: Scope,
  variant: Variant,
  args: readonly string[],
  nextToken: () => string,
): Promise<Contender> {
  const program = new URL('server-process.js', import.meta.url);
  const server = await Companion.start<ServerReady>(scope, program, [variant, ...args]);
  return { variant, server, nextToken, perSecond: [], processorTimes: [] };
}

async function takeTurns(contenders: readonly Contender[]): Promise<void> {
  for (const contender of contenders) await load(contender, warmUpMs);
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) await measure(contender);
  }
}

function load({ server, nextToken }: Contender, milliseconds: number): Promise<number> {
  const { port } = server.ready;
  return requestsPerSecond({ port, path: `/dialogs/${dialogId}`, nextToken, connections }, milliseconds);
}

async function measure(contender: Contender): Promise<void> {
  const before = await contender.server.ask<number>('processor time');
  const perSecond = await load(contender, roundMs);
  const used = (await contender.server.ask<number>('processor time')) - before;
  contender.perSecond.push(perSecond);
  contender.processorTimes.push(used / (perSecond * (roundMs / 1000)));
}

function report(title: string, contenders: readonly Contender[], peer: Variant): void {
  const base = contenders.find(({ variant }) => variant === peer)!;
  const rows = contenders.map(({ variant, perSecond, processorTimes }) => [
    names[variant],
    whole(median(perSecond)),
    ratio(median(perSecond) / median(base.perSecond)),
    fixed(median(processorTimes), 1),
    ratio(median(processorTimes) / median(base.processorTimes)),
  ]);
  const of = `of ${peer}`;
  printTable(
    `${title}: one GET, ${connections} connections, medians of ${rounds} rounds in turns`,
    ['', 'requests/s', of, 'CPU µs/request', of],
    rows,
  );
}
