import { Module } from '@nestjs/common';
import { ApiDocument } from './documentation.js';
import { SchemasController } from './schemas.controller.js';

/** The OpenAPI document, and what is served from it. */
@Module({
  controllers: [SchemasController],
  providers: [ApiDocument],
  exports: [ApiDocument],
})
export class OpenApiModule {}
