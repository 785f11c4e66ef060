import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { HttpServer, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from 'nest-on-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { fastify } from 'fastify';
import { DialogEndpointModule } from './ours.js';
import { fastJwt } from './peers/fast-jwt.js';
import { BareModule } from './peers/open.js';
import { passportJose } from './peers/passport-jose.js';
import { passportJwt } from './peers/passport-jwt.js';
import { answer, path } from './route.js';
import { signingKey, signingKeyPem } from './signing-key.js';

/*
 * One of the servers that are compared, alone in its process. Asked anything, it tells how much processor time it has
 * used so far, in microseconds; asked for its memory, how much is left of it after a collection, in bytes.
 */
export type Variant = 'fastify' | 'bare' | 'ours' | 'passport-jose' | 'fast-jwt' | 'express-passport-jwt';

export interface ServerReady {
  readonly port: number;
}

export interface ServerUsage {
  readonly cpuUs: number;
  readonly keptBytes: number;
}

/** A question to a server. */
export type Question = 'processor time' | 'memory';

const host = '127.0.0.1';
const [variant, baseUrl = '', rsaPublicKey = ''] = process.argv.slice(2) as [Variant, string?, string?];
const issuer = `${baseUrl}/api/v1`;

async function moduleOf(nestVariant: Exclude<Variant, 'fastify'>) {
  switch (nestVariant) {
    case 'bare':
      return BareModule;
    case 'ours':
      return DialogEndpointModule.forPlatform(baseUrl);
    case 'passport-jose':
      return passportJose(await signingKey(issuer), issuer);
    case 'fast-jwt':
      return fastJwt(await signingKeyPem(issuer), issuer);
    case 'express-passport-jwt':
      return passportJwt(rsaPublicKey);
  }
}

async function listen(): Promise<AddressInfo> {
  if (variant === 'fastify') {
    const server = fastify();
    server.get(`/${path}`, async () => answer);
    await server.listen({ host, port: 0 });
    return server.server.address() as AddressInfo;
  }
  const adapter = variant === 'express-passport-jwt' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create<INestApplication<HttpServer & { address(): AddressInfo }>>(
    await moduleOf(variant),
    adapter,
    { logger: ['error'] },
  );
  await app.listen(0, host);
  return app.getHttpServer().address();
}

process.on('message', (question: Question) => {
  const { user, system } = process.cpuUsage();
  if (question === 'memory') global.gc!();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ cpuUs: user + system, keptBytes: heapUsed + external } satisfies ServerUsage);
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ port: (await listen()).port } satisfies ServerReady);
