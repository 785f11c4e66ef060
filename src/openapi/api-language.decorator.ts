import { ApiQuery } from '@nestjs/swagger';
import { languages } from '../http/languages.js';

/** Documents that a URL may name the language of what it shows. */
export function ApiLanguage(): MethodDecorator & ClassDecorator {
  return ApiQuery({
    name: 'lang',
    required: false,
    enum: languages,
    description: 'The language; where it is left out, `Accept-Language` decides',
  });
}
