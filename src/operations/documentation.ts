import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ApiDocument } from './api-document.js';

/** Serves the OpenAPI document at `/docs-json`, and a page to read it at `/docs`. */
export function serveDocumentation(app: INestApplication): void {
  const description = [
    'A Dialogporten service provider: write actions, front channel embeds and the routes of the service owner.',
    'Every refusal is a problem document (RFC 9457).',
  ].join(' ');
  const document = new DocumentBuilder()
    .setTitle('Service provider')
    .setDescription(description)
    .setOpenAPIVersion('3.1.0')
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A Maskinporten access token' },
      'maskinporten',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A dialog token from Dialogporten' },
      'dialog-token',
    )
    .build();
  const made = app.get(ApiDocument);
  made.makeBy(() => SwaggerModule.createDocument(app, document));
  SwaggerModule.setup('docs', app, () => made.get(), { jsonDocumentUrl: 'docs-json' });
}
