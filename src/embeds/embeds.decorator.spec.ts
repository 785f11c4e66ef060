import { Controller, Get } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Embeds } from './embeds.decorator.js';
import { embed, type Embed, paragraph } from './markdown.js';

@Controller()
@Embeds()
class EmbedController {
  @Get('something')
  something(): Embed {
    return embed(paragraph('Something'));
  }

  @Get('nothing')
  nothing(): Embed | undefined {
    return undefined;
  }

  @Get('empty')
  empty(): Embed {
    return embed();
  }

  @Get('too-much')
  tooMuch(): Embed {
    return embed(paragraph('First'), paragraph('x'.repeat(100_000)), paragraph('Last'));
  }
}

describe('an embed', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ controllers: [EmbedController] }).compile();
    app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
  });

  afterAll(() => app.close());

  it('with nothing to show is 204, with nothing in it, and as private as any', async () => {
    const { statusCode, headers, payload } = await app.inject('/nothing');
    expect([statusCode, payload]).toEqual([204, '']);
    expect(headers).not.toHaveProperty('content-type');
    expect(headers).toMatchObject({
      'cache-control': 'private, no-store',
      vary: expect.stringMatching('Authorization'),
    });
  });

  it('without a block is empty markdown', async () => {
    const { statusCode, headers, payload } = await app.inject('/empty');
    expect([statusCode, headers['content-type'], payload]).toEqual([200, 'text/markdown; charset=utf-8', '']);
  });

  it('larger than a portal shows ends before that, and says who has the rest, in the language of its reader', async () => {
    const said = await Promise.all(['nb', 'nn', 'en'].map((lang) => app.inject(`/too-much?lang=${lang}`)));
    expect(said.map(({ statusCode, payload }) => [statusCode, payload])).toEqual([
      [200, 'First\n\nResten får ikke plass her. Du finner alt hos avsenderen.\n'],
      [200, 'First\n\nResten får ikkje plass her. Du finn alt hos avsendaren.\n'],
      [200, 'First\n\nThere is no room for the rest here. The sender has all of it.\n'],
    ]);
  });

  it('is sent as it is', async () => {
    expect((await app.inject('/something')).payload).toBe('Something\n');
  });
});
