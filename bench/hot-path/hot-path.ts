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

const names: Readonly<Record<Variant, string>> = {
  fastify: 'Fastify alone',
  nest: 'Nest on Fastify',
  ours: 'Nest + dialog endpoint (token, dialog, resource, action)',
  'passport-jwt': 'Nest + stock passport-jwt (RS256, verified every time)',
  jose: 'Nest + guard around jose (EdDSA, verified every time)',
};
const variants = Object.keys(names) as Variant[];

interface Contender {
  readonly server: Companion<ServerReady>;
  readonly token: string;
  readonly perSecond: number[];
  /** Processor time of the server for one request, in microseconds. */
  readonly processorTimes: number[];
}

/** Requests per second through the guards: each server in a process of its own, the rounds taken in turns. */
export async function measureHotPath(outer: Scope, platform: Platform): Promise<void> {
  const scope = new Scope(outer);
  try {
    const contenders = await startAll(scope, platform);
    for (const contender of contenders.values()) await load(contender, warmUpMs);
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders.values()) await measure(contender);
    }
    report(contenders);
  } finally {
    await scope.close();
  }
}

async function startAll(scope: Scope, platform: Platform): Promise<ReadonlyMap<Variant, Contender>> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const rsaToken = await new SignJWT({ sub: 'anybody', i: dialogId })
    .setProtectedHeader({ alg: 'RS256' })
    .setExpirationTime('1h')
    .sign(rsa.privateKey);
  const [dialogToken = ''] = await platform.dialogTokens([dialogId], 'read;write');
  const contenders = new Map<Variant, Contender>();
  for (const variant of variants) {
    const program = new URL('server-process.js', import.meta.url);
    const server = await Companion.start<ServerReady>(scope, program, [variant, platform.dialogportenUrl, publicKey]);
    const token = variant === 'passport-jwt' ? rsaToken : dialogToken;
    contenders.set(variant, { server, token, perSecond: [], processorTimes: [] });
  }
  return contenders;
}

function load({ server, token }: Contender, milliseconds: number): Promise<number> {
  return requestsPerSecond({ port: server.ready.port, path: `/dialogs/${dialogId}`, token, connections }, milliseconds);
}

async function measure(contender: Contender): Promise<void> {
  const before = await contender.server.ask<number>('processor time');
  const perSecond = await load(contender, roundMs);
  const used = (await contender.server.ask<number>('processor time')) - before;
  contender.perSecond.push(perSecond);
  contender.processorTimes.push(used / (perSecond * (roundMs / 1000)));
}

function report(contenders: ReadonlyMap<Variant, Contender>): void {
  const base = contenders.get('nest')!;
  const rows = [...contenders].map(([variant, { perSecond, processorTimes }]) => [
    names[variant],
    whole(median(perSecond)),
    ratio(median(perSecond) / median(base.perSecond)),
    fixed(median(processorTimes), 1),
    ratio(median(processorTimes) / median(base.processorTimes)),
  ]);
  printTable(
    `The hot path: one GET, ${connections} connections, medians of ${rounds} rounds in turns`,
    ['', 'requests/s', 'of Nest', 'CPU µs/request', 'of Nest'],
    rows,
  );
}
