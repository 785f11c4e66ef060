import { Injectable, type OnModuleInit } from '@nestjs/common';
import { GUARDS_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ActionGuard, DialogTokenGuard } from './dialog-token.guard.js';
import { type Requirement, requirementsOf } from './requirement.js';

const dialogIdSegment = /\/:dialogId(?![\w?])/;

/** Stops the start of an application in which a handler was left open by oversight. */
@Injectable()
export class EndpointCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws Error that names the controller and the method, for each handler that breaks a rule. */
  onModuleInit(): void {
    const faults = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => this.faultsOf(metatype as NewableFunction));
    if (faults.length > 0) throw new Error(`Dialog endpoints that are not safe to open:\n- ${faults.join('\n- ')}`);
  }

  private faultsOf(controller: NewableFunction): readonly string[] {
    return this.scanner.getAllMethodNames(controller.prototype).flatMap((name) => {
      const handler: object = controller.prototype[name];
      const fault = Reflect.hasMetadata(PATH_METADATA, handler) ? faultOf(controller, handler) : undefined;
      return fault === undefined ? [] : [`${controller.name}.${name} ${fault}`];
    });
  }
}

function faultOf(controller: object, handler: object): string | undefined {
  const requirements = requirementsOf(controller, handler);
  const isGuardedBy = (guard: NewableFunction) => hasGuard(controller, guard) || hasGuard(handler, guard);
  if (!isGuardedBy(ActionGuard)) {
    if (isGuardedBy(DialogTokenGuard)) return 'has a DialogTokenGuard without the ActionGuard that belongs behind it';
    return requirements.length > 0 ? 'has a requirement, but the controller is not a @DialogEndpoint()' : undefined;
  }
  if (!requirements.some(saysWhat)) return 'has no @RequireAction(), @RequireAnyAction() or @RequireEntity()';
  if (!pathsOf(controller, handler).every((path) => dialogIdSegment.test(path))) return 'has no :dialogId in its path';
  return undefined;
}

function saysWhat({ kind }: Requirement): boolean {
  return kind === 'action' || kind === 'entity';
}

/** Whether that guard, or one that extends it, was put on a controller or a handler. */
function hasGuard(decorated: object, wanted: NewableFunction): boolean {
  const guards: readonly unknown[] = Reflect.getMetadata(GUARDS_METADATA, decorated) ?? [];
  return guards.some((guard) => guard === wanted || (guard as NewableFunction).prototype instanceof wanted);
}

function pathsOf(controller: object, handler: object): readonly string[] {
  const [prefixes, suffixes] = [controller, handler].map((decorated): readonly string[] =>
    [Reflect.getMetadata(PATH_METADATA, decorated) ?? ''].flat(),
  );
  return (prefixes ?? []).flatMap((prefix) => (suffixes ?? []).map((suffix) => `/${prefix}/${suffix}`));
}
