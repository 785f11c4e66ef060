/**
 * A request to a dialog endpoint, before any pipe has looked at it: parameters, query and body are as they came in. It is
 * what Fastify's and Express' requests have in common.
 */
export interface DialogRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>> & { readonly authorization?: string };
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Names the entity that a request is about, by its id or by the reference that the service owner gave it; compared
 * exactly with what the token lists in `e`; of several, any one will do. `undefined` is listed by no token.
 */
export type EntityReference = (request: DialogRequest) => string | readonly string[] | undefined;

/** Actions that the token must grant, all or any of them, unless it lists the entity instead (check 9). */
export interface ActionRequirement {
  readonly kind: 'action';
  readonly quantity: 'all' | 'any';
  /** In the token's own notation. */
  readonly actions: readonly string[];
  readonly orEntity: EntityReference | undefined;
}

/** An entity that the token must list (check 9). */
export interface EntityRequirement {
  readonly kind: 'entity';
  readonly entity: EntityReference;
}

/** A level of authentication that the token must reach (check 10). */
export interface LevelRequirement {
  readonly kind: 'level';
  readonly level: number;
}

/** The requirement of one decorator. All requirements of a handler and of its controller must hold. */
export type Requirement = ActionRequirement | EntityRequirement | LevelRequirement;

const requirementsKey = Symbol('dialog-token:requirements');

/** Adds a requirement to a handler or a controller. */
export function addRequirement(decorated: object, requirement: Requirement): void {
  Reflect.defineMetadata(requirementsKey, [...requirementsOn(decorated), requirement], decorated);
}

/** The requirements that were put on a handler or a controller, its ancestors included. */
export function requirementsOn(decorated: object): readonly Requirement[] {
  return Reflect.getMetadata(requirementsKey, decorated) ?? [];
}

/** Everything that a handler asks for, by itself and by its controller. */
export function requirementsOf(controller: object, handler: object): readonly Requirement[] {
  return [...requirementsOn(controller), ...requirementsOn(handler)];
}

/** The highest of the levels asked for; 0 where none is. */
export function requiredLevelOf(requirements: readonly Requirement[]): number {
  return Math.max(0, ...requirements.map((requirement) => (requirement.kind === 'level' ? requirement.level : 0)));
}
