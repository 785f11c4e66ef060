import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { ShownRoutes } from './shown-routes.js';

/** Holds what the definitions show against the routes that there are, at the start. */
@Module({ imports: [DiscoveryModule, DialogsModule, OperationsModule], providers: [ShownRoutes] })
export class RoutesModule {}
