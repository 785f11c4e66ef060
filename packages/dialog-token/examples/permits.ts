import { Get, Module } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, DialogTokenModule, RequireAction } from 'nestjs-dialog-token';

@DialogEndpoint('permits/:dialogId')
export class PermitsController {
  @Get()
  @RequireAction('read')
  show(@Caller() caller: DialogToken): object {
    return { dialogId: caller.dialogId, level: caller.level };
  }
}

@Module({
  imports: [
    DialogTokenModule.forRoot({
      baseUrl: process.env['DIALOGPORTEN_BASE_URL'] ?? 'https://platform.tt02.altinn.no/dialogporten',
      serviceResources: ['urn:altinn:resource:parking-permit'],
    }),
  ],
  controllers: [PermitsController],
})
export class PermitsModule {}
