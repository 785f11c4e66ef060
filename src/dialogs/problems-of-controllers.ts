import type { ModulesContainer } from '@nestjs/core';
import type { OwnProblemName } from '../http/problem.js';
import type { DialogDefinition } from './dialog-definition.js';
import { dialogDefinition } from './dialogs.js';

/** The kinds of problem of their own that the controllers of an application may answer with, by the controller's class. */
export function problemsOfControllers(modules: ModulesContainer): ReadonlyMap<string, readonly OwnProblemName[]> {
  const entries = [...modules.values()].flatMap(({ imports, controllers }) => {
    const definitions = [...imports].flatMap(({ providers }) => providers.get(dialogDefinition)?.instance ?? []);
    const problems = definitions.flatMap((definition) => (definition as DialogDefinition).problems ?? []);
    const names = [...controllers.values()].map(({ name }) => String(name));
    return problems.length === 0 ? [] : names.map((name) => [name, problems] as const);
  });
  return new Map(entries);
}
