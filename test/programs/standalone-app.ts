import 'reflect-metadata';
import { Get, type INestApplication, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Caller, DialogEndpoint, type DialogToken, DialogTokenModule, RequireAction } from 'nestjs-dialog-token';

/*
 * An application that has the dialog token module and nothing else of ours. Arguments: the issuer's base URL, the package
 * of the HTTP platform, its adapter, and perhaps the package that writes the OpenAPI document.
 */
const [baseUrl = '', platform = '', adapterName = '', swagger] = process.argv.slice(2);

@DialogEndpoint('dialogs/:dialogId')
class SomeController {
  @Get()
  @RequireAction('read')
  read(@Caller() caller: DialogToken): object {
    return { dialogId: caller.dialogId, level: caller.level };
  }

  @Post('sign')
  @RequireAction('sign', { resource: 'urn:altinn:task:signing' })
  sign(): void {}
}

@Module({
  imports: [DialogTokenModule.forRoot({ baseUrl, serviceResources: ['urn:altinn:resource:ours'] })],
  controllers: [SomeController],
})
class SomeModule {}

interface SwaggerPackage {
  readonly DocumentBuilder: new () => { addBearerAuth(options: object, name: string): { build(): object } };
  readonly SwaggerModule: { createDocument(app: INestApplication, config: object): object };
}

const { [adapterName]: Adapter } = (await import(platform)) as Record<string, new () => never>;
const app = await NestFactory.create(SomeModule, new Adapter!(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
const ready: Record<string, unknown> = { url: await app.getUrl() };
if (swagger !== undefined) {
  const { DocumentBuilder, SwaggerModule } = (await import(swagger)) as SwaggerPackage;
  const config = new DocumentBuilder().addBearerAuth({ type: 'http', scheme: 'bearer' }, 'dialog-token').build();
  ready['document'] = SwaggerModule.createDocument(app, config);
}
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.once('SIGTERM', () => void app.close());
