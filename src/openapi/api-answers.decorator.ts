import { ApiResponse, type ApiResponseOptions, DECORATORS } from '@nestjs/swagger';
import { decoratedHandlers } from '../http/decorated-handlers.js';

/**
 * Describes what a handler, or every handler of a controller, answers when all is well, where it does not say so itself.
 * Swagger's own decorator, on a controller, adds to what Nest takes for the default; this stands in its place.
 */
export function ApiAnswers(
  ...answers: readonly (ApiResponseOptions & { readonly status: number })[]
): MethodDecorator & ClassDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    for (const handler of decoratedHandlers(target, descriptor)) {
      const described = (Reflect.getMetadata(DECORATORS.API_RESPONSE, handler) ?? {}) as object;
      for (const answer of answers) {
        if (!(answer.status in described)) ApiResponse({ ...answer })(target, '', { value: handler });
      }
    }
  };
}
