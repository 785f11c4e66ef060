import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Delete, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import type { Delivery, Outcome } from '../delivery/delivery.js';
import { Problem } from '../http/problem.js';
import { ApiAction } from './api-action.decorator.js';
import type { Answered } from './delivery.interceptor.js';
import { WriteActions } from './write-actions.decorator.js';

class AddedDto {
  @ApiProperty()
  readonly id: string;
}

/** Steps of the request and its change, in order. */
let events: string[];
let outcome: () => Promise<Outcome>;

const delivery: Delivery = {
  causedBy: (traceId) => void events.push(`caused by ${traceId}`),
  outcome: (patienceMs) => {
    events.push(`waits ${patienceMs} ms`);
    return outcome();
  },
};

/** Both kinds of handler on one controller. */
@Controller('things')
@WriteActions()
class ThingsController {
  @Delete()
  async remove(): Promise<Delivery> {
    return delivery;
  }

  @Post()
  @ApiAction(AddedDto, { Location: { description: 'Where it is', schema: { type: 'string' } } })
  async add(): Promise<Answered<AddedDto>> {
    return { delivery, answer: { id: 'x' }, location: '/things/x' };
  }
}

const settings = { WRITE_ACTION_TIMEOUT_MS: 3_000, PUBLIC_URL: 'https://things.example' };

@Module({
  controllers: [ThingsController],
  providers: [{ provide: Settings, useValue: settings }],
  exports: [Settings],
})
class ThingsModule {}

describe('a handler that changes a dialog', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const adapter = new FastifyAdapter({ genReqId: () => 'the-trace' });
    app = await NestFactory.create<NestFastifyApplication>(ThingsModule, adapter, { logger: false });
    adapter.getInstance().addHook('onRequest', (request: FastifyRequest, _reply, done) => {
      request.turn = () => void events.push('turn ends');
      done();
    });
    await app.init();
  });
  beforeEach(() => {
    events = [];
    outcome = async () => 'delivered';
  });
  afterAll(() => app.close());

  const ask = (method: 'DELETE' | 'POST', headers: Record<string, string> = {}) =>
    app.inject({ method, url: '/things', headers });

  it.each<[Outcome, number]>([
    ['delivered', 204],
    ['accepted', 202],
  ])('and has no more to say is answered, when the change is %s, %i', async (ended, status) => {
    outcome = async () => ended;
    const answer = await ask('DELETE');
    expect([answer.statusCode, answer.body]).toEqual([status, '']);
  });

  it.each<Outcome>(['delivered', 'accepted'])('and has a body is answered with it, when it is %s', async (ended) => {
    outcome = async () => ended;
    const answer = await ask('POST');
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([
      201,
      { id: 'x' },
      'https://things.example/things/x',
    ]);
  });

  it.each(['DELETE', 'POST'] as const)(
    'names the trace and gives its turn back, and only then waits: %s',
    async (method) => {
      await ask(method);
      expect(events.slice(0, 3)).toEqual(['caused by the-trace', 'turn ends', 'waits 3000 ms']);
    },
  );

  it.each(['DELETE', 'POST'] as const)('does not wait where that is asked for, and says so: %s', async (method) => {
    const answer = await ask(method, { Prefer: 'respond-async' });
    expect(events).toContain('waits 0 ms');
    expect(answer.headers['preference-applied']).toBe('respond-async');
    expect((await ask(method)).headers['preference-applied']).toBeUndefined();
  });

  it('says nothing of what was made when the change was refused', async () => {
    outcome = () => Promise.reject(new Problem('gone'));
    const answer = await ask('POST');
    expect(answer.statusCode).not.toBe(201);
    expect(answer.headers['location']).toBeUndefined();
  });

  it('is documented with its own answers alone', () => {
    const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const statusesOf = (method: 'delete' | 'post') => Object.keys(paths['/things']![method]!.responses);
    expect([statusesOf('delete'), statusesOf('post')]).toEqual([['202', '204'], ['201']]);
  });
});
