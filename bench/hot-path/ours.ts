import { type DynamicModule, Get, Module } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, DialogTokenModule, RequireAction } from 'nestjs-dialog-token';
import { tallyResource } from '../../test/tally/tally.js';
import { answer, path } from './route.js';

@DialogEndpoint(path)
class DialogController {
  @Get()
  @RequireAction('read')
  get(@Caller() caller: DialogToken): string {
    if (caller.level < 3) throw new Error('the handler got another token than the one sent');
    return answer;
  }
}

/** A dialog endpoint of this service: token, dialog, service resource and action are all checked. */
@Module({ controllers: [DialogController] })
export class DialogEndpointModule {
  static forPlatform(baseUrl: string): DynamicModule {
    return {
      module: DialogEndpointModule,
      imports: [DialogTokenModule.forRoot({ baseUrl, serviceResources: [tallyResource] })],
    };
  }
}
