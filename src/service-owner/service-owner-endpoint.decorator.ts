import { applyDecorators, Controller, createParamDecorator, type ExecutionContext, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import { authenticatedBy } from 'nestjs-dialog-token';
import { ApiProblems } from '../openapi/api-answers.decorators.js';
import { ServiceOwnerGuard } from './service-owner.guard.js';
import { serviceOwnerStrategy } from './service-owner.strategy.js';
import { digestOf, type ServiceOwnerRequest } from '../dialogs/idempotency.js';
import { invalidRequest } from '../http/validation.js';
import type { ServiceOwnerCaller } from './service-owner-caller.js';

/** A controller for the service owner's own systems: Maskinporten token with `SERVICE_OWNER_SCOPE`, and OpenAPI. */
export function ServiceOwnerEndpoint(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(ServiceOwnerGuard),
    authenticatedBy(serviceOwnerStrategy),
    ApiTags('Service owner'),
    ApiBearerAuth('maskinporten'),
    ApiProblems('missing-token', 'invalid-token', 'missing-scope', 'foreign-organization'),
  );
}

interface IdentifiedRequest {
  readonly headers: { readonly 'idempotency-key'?: string };
  readonly user: ServiceOwnerCaller;
  readonly body: unknown;
}

const idempotencyKey = /^[\x21-\x7e]{1,255}$/;

function requestOf({ headers, user, body }: IdentifiedRequest, isRequired: boolean): ServiceOwnerRequest {
  const key = headers['idempotency-key'];
  if (key === undefined ? isRequired : !idempotencyKey.test(key)) {
    throw invalidRequest([{ field: 'Idempotency-Key', constraints: [{ name: 'isIdempotencyKey' }] }]);
  }
  return {
    clientId: user.clientId,
    organization: user.organizationNumber,
    ...(key !== undefined && { idempotencyKey: key }),
    bodyHash: digestOf(body),
  };
}

/**
 * Gives a handler who asks, and what identifies the request (`Idempotency-Key`), so that a repeat of it changes nothing.
 *
 * @throws {Problem} `invalid-request` when the key is malformed, or missing though the parameter is `'required'`.
 */
export const IdentifiedBy = createParamDecorator((presence: 'required' | 'optional', context: ExecutionContext) =>
  requestOf(context.switchToHttp().getRequest<IdentifiedRequest>(), presence === 'required'),
);

/** Documents the header of {@link IdentifiedBy}. */
export function ApiIdempotencyKey(presence: 'required' | 'optional'): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: presence === 'required',
      description: 'Names the request: the same key and body again changes nothing, and is answered as the first time.',
      example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiProblems('idempotency-key-reused'),
  );
}
