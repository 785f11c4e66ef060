import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { DefinitionError } from '../dialogs/definition-error.js';
import { DialogDefinitions } from '../dialogs/dialog-definitions.js';
import { ApiDocument } from '../openapi/documentation.js';
import { schemaNamed } from '../openapi/dialog-endpoint-schemas.js';
import { routeFault } from './route-faults.js';
import { routesOf } from './route-table.js';
import { type ShownUrl, shownUrls } from './shown-urls.js';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { OpenApiModule } from '../openapi/openapi.module.js';

/** Stops the start of a service whose dialogs show a URL that leads nowhere, or to a route that asks for something else. */
@Injectable()
export class ShownRoutes implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly definitions: DialogDefinitions,
    private readonly document: ApiDocument,
  ) {}

  /** @throws {DefinitionError} with a sentence for each URL, and the first state that shows it. */
  onModuleInit(): void {
    const routes = routesOf(this.discovery, this.scanner);
    for (const definition of this.definitions.all) {
      const faults = new Map<string, string>();
      for (const shown of shownUrls(definition, this.definitions.transmissionAccess)) {
        const fault = routeFault(shown, routes) ?? this.schemaFault(shown);
        if (fault === undefined || faults.has(fault)) continue;
        faults.set(fault, shown.state === undefined ? fault : `${fault}, in the state ${shown.state}`);
      }
      const [first, ...others] = faults.values();
      if (first !== undefined) throw new DefinitionError(definition, first, ...others);
    }
  }

  /** Our own schemas are those of the bodies of the dialog endpoints. */
  private schemaFault({ what, as, path }: ShownUrl): string | undefined {
    const [, name] = /^\/schemas\/([^/?#]+?)(?:\.json)?$/.exec(path) ?? [];
    if (as !== 'schema' || name === undefined || schemaNamed(this.document.get(), name) !== undefined) return undefined;
    return `shows ${what} with GET ${path}, and no dialog endpoint takes or answers a body of that name`;
  }
}

/** Holds what the definitions show against the routes that there are, at the start. */
@Module({ imports: [DiscoveryModule, DialogsModule, OpenApiModule], providers: [ShownRoutes] })
export class RoutesModule {}
