import { Controller, Get, Module } from '@nestjs/common';
import { answer, path } from '../route.js';

@Controller(path)
export class OpenController {
  @Get()
  get(): string {
    return answer;
  }
}

/** Nest and nothing else. */
@Module({ controllers: [OpenController] })
export class BareModule {}
