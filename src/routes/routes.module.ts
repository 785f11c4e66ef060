import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { OpenApiModule } from '../openapi/openapi.module.js';
import { ShownRoutes } from './shown-routes.js';

/** Holds what the definitions show against the routes that there are, at the start. */
@Module({ imports: [DiscoveryModule, DialogsModule, OpenApiModule], providers: [ShownRoutes] })
export class RoutesModule {}
