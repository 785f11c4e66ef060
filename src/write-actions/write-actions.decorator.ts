import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiAnswers, ApiProblems, decoratedHandlers } from '../openapi/api-answers.decorators.js';
import { isApiAction, preferenceApplied, prefersNoWaiting } from './api-action.decorator.js';
import { DeliveryInterceptor } from './delivery.interceptor.js';

const writeAction = applyDecorators(
  UseInterceptors(DeliveryInterceptor),
  prefersNoWaiting('do not wait, answer 202'),
  ApiAnswers(
    { status: 204, description: 'Delivered: Dialogporten shows it', headers: preferenceApplied },
    { status: 202, description: 'Accepted: Dialogporten will show it', headers: preferenceApplied },
  ),
  ApiProblems('not-found', 'gone', 'conflict', 'upstream-refused'),
);

/**
 * For handlers that change a dialog and have no more to say: they return the delivery of the change, which becomes 204 or
 * 202. On a controller it is for all of its handlers, save those with `@ApiAction()`.
 */
export function WriteActions(): MethodDecorator & ClassDecorator {
  return (target: object, name: string | symbol = '', descriptor?: PropertyDescriptor) => {
    for (const handler of decoratedHandlers(target, descriptor)) {
      if (!isApiAction(handler)) writeAction(target, name, { value: handler });
    }
  };
}
