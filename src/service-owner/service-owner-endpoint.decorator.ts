import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { authenticatedBy } from '../dialog-token/index.js';
import { ApiProblems } from '../openapi/api-problems.decorator.js';
import { ServiceOwnerGuard } from './service-owner.guard.js';
import { serviceOwnerStrategy } from './service-owner.strategy.js';

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
