import type { DialogDefinition } from './dialog-definition.js';

/** A definition, or what it makes or shows of some state, breaks a rule. */
export class DefinitionError extends Error {
  constructor(definition: Pick<DialogDefinition, 'serviceResource'>, ...faults: readonly [string, ...string[]]) {
    super(faults.map((fault) => `The definition of ${definition.serviceResource} ${fault}`).join('\n'));
    this.name = 'DefinitionError';
  }
}
