import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { ApiAnswers } from '../openapi/api-answers.decorator.js';
import { ApiProblems, pagesExtension } from '../openapi/api-problems.decorator.js';

/** Documents what all routes have in common that people come to by a link, and log in for at ID-porten. */
export function ApiLogin(): ClassDecorator {
  return applyDecorators(
    ApiSecurity('id-porten'),
    ApiExtension(pagesExtension, true),
    ApiAnswers({
      status: 302,
      description: 'To ID-porten, to log in, or to log in at a higher level',
      headers: { Location: { description: 'Where to log in', schema: { type: 'string', format: 'uri' } } },
    }),
    ApiProblems('no-access', 'insufficient-level', 'not-found', 'gone'),
  );
}
