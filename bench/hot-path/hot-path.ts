import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Platform } from '../platform.js';
import { type Figure, fixed, hold, printTable, ratio, ratioOfRounds, whole } from '../report.js';
import { Scope } from '../scope.js';
import { median } from '../statistics.js';
import { connections, Contender, dialogId } from './contender.js';
import { eachOnce, newTokens } from './new-tokens.js';
import type { Variant } from './server-process.js';

const warmUpMs = 1_500;
const roundMs = 1_000;
const rounds = 7;

/** How many new tokens each server reads: more than it answers requests in all rounds. */
const tokensToRead = 220_000;

const names: Readonly<Record<Variant, string>> = {
  fastify: 'Fastify alone',
  bare: 'Nest on Fastify',
  ours: 'Nest on Fastify + dialog endpoint (token, dialog, resource, action)',
  'fast-jwt': 'Nest on Fastify + guard around fast-jwt, with its cache (EdDSA)',
  'passport-jose': 'Nest on Fastify + Passport strategy around jose (EdDSA)',
  'express-passport-jwt': 'Nest on Express + stock passport-jwt (RS256)',
};

/** Requests per second through the guards: each server in a process of its own, the rounds taken in turns. */
export async function measureHotPath(outer: Scope, platform: Platform): Promise<void> {
  const [dialogToken = ''] = await platform.dialogTokens([dialogId], 'read;write');
  const rsa = await rsaToken();
  const start = (scope: Scope, variant: Variant, nextToken: () => string) =>
    Contender.start(scope, variant, [platform.dialogportenUrl, rsa.publicKey], nextToken);

  await inScope(outer, async (scope) => {
    const contenders: Contender[] = [];
    for (const variant of Object.keys(names) as Variant[]) {
      const token = variant === 'express-passport-jwt' ? rsa.token : dialogToken;
      contenders.push(await start(scope, variant, () => token));
    }
    await takeTurns(contenders);
    report('The hot path, a token that is used again', contenders, 'bare');
    const cpu = ofPeer(contenders, 'ours', 'bare', 'cpuUs');
    hold('repeated tokens: CPU, of Nest on Fastify', cpu, 'at most', ratio(1.4));
  });
  await inScope(outer, async (scope) => {
    const tokens = await newTokens(platform, tokensToRead);
    const contenders: Contender[] = [];
    for (const variant of ['bare', 'ours', 'fast-jwt', 'passport-jose'] as const) {
      // A server without a guard looks at no token, and answers more requests than tokens can be signed.
      contenders.push(await start(scope, variant, variant === 'bare' ? () => dialogToken : eachOnce(tokens)));
    }
    await takeTurns(contenders);
    report('The hot path, a new token each time', contenders, 'passport-jose');
    const cpu = ofPeer(contenders, 'ours', 'passport-jose', 'cpuUs');
    hold('new tokens: CPU, of Passport + jose', cpu, 'at most', ratio(0.75));
  });
}

async function rsaToken() {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const token = await new SignJWT({ sub: 'anybody', i: dialogId })
    .setProtectedHeader({ alg: 'RS256' })
    .setExpirationTime('1h')
    .sign(rsa.privateKey);
  return { token, publicKey: rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

async function inScope(outer: Scope, work: (scope: Scope) => Promise<void>): Promise<void> {
  const scope = new Scope(outer);
  try {
    await work(scope);
  } finally {
    await scope.close();
  }
}

async function takeTurns(contenders: readonly Contender[]): Promise<void> {
  for (const contender of contenders) await contender.load(warmUpMs);
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) await contender.measure(roundMs);
  }
}

/** Compared round by round. */
function ofPeer(contenders: readonly Contender[], one: Variant, peer: Variant, figure: 'perSecond' | 'cpuUs'): Figure {
  const [figures, ofTheOther] = [one, peer].map(
    (wanted) => contenders.find(({ variant }) => variant === wanted)![figure],
  );
  return ratioOfRounds(figures!.map((value, round) => value / ofTheOther![round]!));
}

function report(title: string, contenders: readonly Contender[], peer: Variant): void {
  const rows = contenders.map(({ variant, perSecond, cpuUs }) => [
    names[variant],
    whole(median(perSecond)),
    ofPeer(contenders, variant, peer, 'perSecond'),
    fixed(median(cpuUs), 1),
    ofPeer(contenders, variant, peer, 'cpuUs'),
  ]);
  const of = `of ${peer}`;
  printTable(
    `${title}: one GET, ${connections} connections, medians of ${rounds} rounds in turns`,
    ['', 'requests/s', of, 'CPU µs/request', of],
    rows,
  );
}
