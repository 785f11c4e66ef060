import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import { authenticatedBy } from '../dialog-token/index.js';
import { ServiceOwnerGuard } from './service-owner.guard.js';
import { serviceOwnerStrategy } from './service-owner.strategy.js';

/** A controller for the service owner's own systems: Maskinporten token with `SERVICE_OWNER_SCOPE`, and OpenAPI. */
export function ServiceOwnerEndpoint(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(ServiceOwnerGuard),
    authenticatedBy(serviceOwnerStrategy),
    ApiTags('service owner'),
    ApiBearerAuth('maskinporten'),
    ApiResponse({ status: 401, description: 'No Maskinporten token, or one that is not good' }),
    ApiResponse({
      status: 403,
      description: 'The token lacks the scope, or was issued to an organisation that has no access',
    }),
  );
}
