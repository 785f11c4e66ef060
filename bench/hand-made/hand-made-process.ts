import 'reflect-metadata';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, HttpCode, Module, NotFoundException, Param, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { Pool } from 'pg';
import { ByHand } from '../changes/by-hand.js';
import type { HandMadeChange } from '../changes/hand-made-change.js';

/*
 * The least that has the same outcome: Nest on Fastify with `pg` by hand, alone in its process. It knows no token, checks
 * nothing, logs and measures nothing, and loses what was going on when it dies.
 */
export interface HandMadeReady {
  readonly port: number;
}

/** The embed of a dialog, and the headers that come with it. */
interface Embed {
  readonly dialogId: string;
  readonly markdown: string;
  readonly headers: OutgoingHttpHeaders;
}

/** A message to the process, which answers with the processor time that it has used so far, in microseconds. */
export interface Told {
  readonly embed?: Embed;
  /** The changes that are asked for next, of each dialog in their order, and with which token Dialogporten is called. */
  readonly changes?: readonly HandMadeChange[];
  readonly token?: string;
}

const [databaseUrl = '', dialogportenUrl = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, pipeline: true });
const hand = new ByHand(pool, new URL(dialogportenUrl));
const embeds = new Map<string, Embed>();
const changes = new Map<string, HandMadeChange[]>();
let token = '';

@Controller(':dialogId')
class HandMadeController {
  /** The query of an embed, prepared, for no more than decides what is shown; the answer is as it was told. */
  @Get('embed')
  async embed(@Param('dialogId') dialogId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { rows } = await pool.query<{ state: object }>({
      name: 'embed',
      text: 'SELECT party, external_reference, state FROM dialogs WHERE id = $1',
      values: [dialogId],
    });
    const embed = embeds.get(dialogId);
    if (rows.length === 0 || embed === undefined) throw new NotFoundException();
    reply.headers(embed.headers);
    return embed.markdown;
  }

  @Post('changes')
  @HttpCode(204)
  change(@Param('dialogId') dialogId: string): Promise<void> {
    return hand.commitAndDeliver(next(dialogId), token);
  }

  @Post('commits')
  @HttpCode(202)
  async commit(@Param('dialogId') dialogId: string): Promise<void> {
    await hand.commit(next(dialogId));
  }
}

function next(dialogId: string): HandMadeChange {
  const change = changes.get(dialogId)?.shift();
  if (change === undefined) throw new NotFoundException();
  return change;
}

@Module({ controllers: [HandMadeController] })
class HandMadeModule {}

const app = await NestFactory.create<NestFastifyApplication>(HandMadeModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(0, '127.0.0.1');
process.on('message', (told: Told) => {
  if (told.embed !== undefined) embeds.set(told.embed.dialogId, told.embed);
  for (const change of told.changes ?? []) {
    changes.set(change.dialogId, [...(changes.get(change.dialogId) ?? []), change]);
  }
  token = told.token ?? token;
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ port: (app.getHttpServer().address() as AddressInfo).port } satisfies HandMadeReady);
