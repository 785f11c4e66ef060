import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['warn'] });
if (process.env.DOCUMENTED === 'yes') {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  app.getHttpAdapter().get('/openapi.json', (_request, response) => response.send(document));
}
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
process.stdout.write(`${await app.getUrl()}\n`);
