import { Controller, Get, Injectable, Logger, Post, type Type, UseGuards } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { DialogEndpoint } from './dialog-endpoint.decorator.js';
import { ActionGuard, DialogTokenGuard } from './dialog-token.guard.js';
import { DialogTokenModule } from './dialog-token.module.js';
import { RequireAction, RequireAnyAction, RequireEntity, RequireLevel } from './requirement.decorators.js';

async function start(...controllers: Type[]): Promise<void> {
  Logger.overrideLogger(false);
  const testing = await Test.createTestingModule({
    // Nothing listens there: an application starts without the platform.
    imports: [
      DialogTokenModule.forRoot({ baseUrl: 'http://127.0.0.1:1', serviceResources: ['urn:altinn:resource:a'] }),
    ],
    controllers,
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

class Inherited {
  @Get('inherited')
  inherited(): void {}
}

@Injectable()
class SessionOrTokenGuard extends ActionGuard {}

describe('an application starts', () => {
  it('when every handler of a dialog endpoint says what it asks for', async () => {
    @DialogEndpoint(['a/:dialogId', 'b/:dialogId/c'])
    @RequireAction('read')
    class ByController extends Inherited {
      @Get()
      own(): void {}

      notAHandler(): void {}
    }
    @DialogEndpoint('c')
    class ByHandler {
      @Get([':dialogId', 'x/:dialogId/y'])
      @RequireEntity(() => 'x')
      entity(): void {}

      @Post('/:dialogId')
      @RequireAnyAction('a', 'b')
      @RequireLevel(4)
      any(): void {}
    }
    @Controller('d/:dialogId')
    class ByGuard {
      @Get()
      @UseGuards(SessionOrTokenGuard)
      @RequireAction('read')
      guarded(): void {}

      @Post()
      open(): void {}
    }
    await expect(start(ByController, ByHandler, ByGuard)).resolves.toBeUndefined();
  });
});

describe('an application does not start', () => {
  it('with a handler that says nothing', async () => {
    @DialogEndpoint('a/:dialogId')
    class Forgetful {
      @Get()
      @RequireAction('read')
      fine(): void {}

      @Post()
      forgotten(): void {}
    }
    await expect(start(Forgetful)).rejects.toThrow(
      'Forgetful.forgotten has no @RequireAction(), @RequireAnyAction() or @RequireEntity()',
    );
  });

  it('with a handler that asks for a level only', async () => {
    @DialogEndpoint('a/:dialogId')
    @RequireLevel(4)
    class LevelOnly {
      @Get()
      @RequireLevel(3)
      levelled(): void {}
    }
    await expect(start(LevelOnly)).rejects.toThrow('LevelOnly.levelled has no @RequireAction()');
  });

  it('with an inherited handler that says nothing', async () => {
    @DialogEndpoint('a/:dialogId')
    class Heir extends Inherited {}
    await expect(start(Heir)).rejects.toThrow('Heir.inherited has no @RequireAction()');
  });

  it.each([[['a/:dialogId', 'b']], ['a/:dialogIds'], ['a/dialogId']])(
    'with a handler at %j, where the path may name no dialog',
    async (path) => {
      @DialogEndpoint(path)
      class Pathless {
        @Get('x')
        @RequireAction('read')
        lost(): void {}
      }
      await expect(start(Pathless)).rejects.toThrow('Pathless.lost has no :dialogId in its path');
    },
  );

  it('with a token that is verified, and nothing that says how far it reaches', async () => {
    @Controller('a/:dialogId')
    class Halfway {
      @Get()
      @UseGuards(DialogTokenGuard)
      @RequireAction('read')
      handler(): void {}
    }
    await expect(start(Halfway)).rejects.toThrow('Halfway.handler has a DialogTokenGuard without the ActionGuard');
  });

  it('with a requirement that would not be checked, on a handler or on a controller', async () => {
    @Controller('a/:dialogId')
    class Unguarded {
      @Get()
      @RequireAction('read')
      handler(): void {}
    }
    @Controller('b/:dialogId')
    @RequireLevel(4)
    class UnguardedToo {
      @Get()
      handler(): void {}
    }
    const starting = start(Unguarded, UnguardedToo);
    await expect(starting).rejects.toThrow(
      'Unguarded.handler has a requirement, but the controller is not a @DialogEndpoint()',
    );
    await expect(starting).rejects.toThrow('UnguardedToo.handler has a requirement');
  });
});
