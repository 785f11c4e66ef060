import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Module,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { ByHand } from '../changes/by-hand.js';
import type { HandMadeChange } from '../changes/hand-made-change.js';
import { HttpClient } from '../http-client.js';

/*
 * The least that has the same outcome: Nest on Fastify with `pg` by hand, alone in its process. It
 * knows no token, checks nothing, logs and measures nothing, and loses what was going on when it dies. Asked anything, it
 * tells how much processor time it has used so far, in microseconds.
 */
export interface HandMadeReady {
  readonly port: number;
}

const [databaseUrl = '', dialogportenUrl = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl });
const embeds = new Map<string, string>();
const hand = await ByHand.connect(databaseUrl, new HttpClient(), dialogportenUrl);

@Controller()
class HandMadeController {
  /** The query of an embed, prepared, for no more than decides what is shown; the answer is as it was told. */
  @Get('embeds/:dialogId')
  @Header('Content-Type', 'text/markdown; charset=utf-8')
  async embed(@Param('dialogId') dialogId: string): Promise<string> {
    const { rows } = await pool.query<{ state: object }>({
      name: 'embed',
      text: 'SELECT party, external_reference, state FROM dialogs WHERE id = $1',
      values: [dialogId],
    });
    const markdown = embeds.get(dialogId);
    if (rows.length === 0 || markdown === undefined) throw new NotFoundException();
    return markdown;
  }

  /** What the embed of a dialog shows. */
  @Post('embeds/:dialogId')
  @HttpCode(204)
  tell(@Param('dialogId') dialogId: string, @Body() { markdown }: { markdown: string }): void {
    embeds.set(dialogId, markdown);
  }

  /** A change of which the caller has worked out everything beforehand, also with which token Dialogporten is called. */
  @Post('changes')
  @HttpCode(204)
  change(@Body() change: HandMadeChange, @Headers('authorization') authorization: string): Promise<void> {
    return hand.commitAndDeliver(change, authorization.slice('Bearer '.length));
  }

  @Post('commits')
  @HttpCode(202)
  async commit(@Body() change: HandMadeChange): Promise<void> {
    await hand.commit(change);
  }
}

@Module({ controllers: [HandMadeController] })
class HandMadeModule {}

const app = await NestFactory.create<NestFastifyApplication>(HandMadeModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(0, '127.0.0.1');
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ port: (app.getHttpServer().address() as AddressInfo).port } satisfies HandMadeReady);
