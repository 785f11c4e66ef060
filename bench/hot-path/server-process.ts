import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify } from 'fastify';
import { DialogEndpointModule } from './ours.js';
import { BareModule, JoseModule, PassportJwtModule } from './peers.js';
import { answer, path } from './route.js';

/*
 * One of the servers that are compared, alone in its process. Asked anything, it tells how much processor time it has
 * used so far, in microseconds.
 */
export type Variant = 'fastify' | 'nest' | 'ours' | 'passport-jwt' | 'jose';

export interface ServerReady {
  readonly port: number;
}

const host = '127.0.0.1';
const [variant, baseUrl = '', rsaPublicKey = ''] = process.argv.slice(2) as [Variant, string?, string?];

async function moduleOf(nestVariant: Exclude<Variant, 'fastify'>) {
  switch (nestVariant) {
    case 'nest':
      return BareModule;
    case 'ours':
      return DialogEndpointModule.forPlatform(baseUrl);
    case 'passport-jwt':
      return PassportJwtModule.forKey(rsaPublicKey);
    case 'jose':
      return JoseModule.forPlatform(baseUrl);
  }
}

async function listen(): Promise<AddressInfo> {
  if (variant === 'fastify') {
    const server = fastify();
    server.get(`/${path}`, async () => answer);
    await server.listen({ host, port: 0 });
    return server.server.address() as AddressInfo;
  }
  const app = await NestFactory.create<NestFastifyApplication>(await moduleOf(variant), new FastifyAdapter(), {
    logger: ['error'],
  });
  await app.listen(0, host);
  return app.getHttpServer().address() as AddressInfo;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ port: (await listen()).port } satisfies ServerReady);
