import { Problem } from '../../http/problem.js';
import type { DialogDefinition } from '../dialog-definition.js';
import type { Dialog, DialogState } from '../dialog.js';
import { type Actor, representative, serviceOwner } from '../history.js';

export const exampleId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

export const exampleParty = 'urn:altinn:organization:identifier-no:991825827';

/** Something may be for one side only to do. */
export const exampleActors: readonly Actor[] = [representative(exampleParty), serviceOwner];

/** Something may be possible before or after some time only, and the examples have times that stand still. */
const exampleTimes = [new Date(0), new Date(), new Date(Date.UTC(9999, 11, 31))];

/** Either side, at different times. */
export const occasions = exampleActors.flatMap((actor) => exampleTimes.map((at) => ({ at, actor })));

/** A dialog of a definition, in one of its states, to hold against rules what the definition makes of it. */
export function exampleOf({ serviceResource }: Pick<DialogDefinition, 'serviceResource'>, state: DialogState): Dialog {
  const at = new Date(0);
  const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
  return { id: exampleId, party: exampleParty, serviceResource, state, ...versions, createdAt: at, changedAt: at };
}

/** An opening with an example of its content: who makes it, when, and the state of the dialog. */
interface ExampleOpening {
  readonly content: unknown;
  readonly at: Date;
  readonly actor: Actor;
  readonly state: DialogState;
}

const contentsOf = ({ opening }: DialogDefinition): readonly unknown[] => opening?.examples ?? [undefined];

/** The outcome of an opening with that content on each occasion: a dialog, or the error thrown. */
function outcomesOf(definition: DialogDefinition, content: unknown): readonly (ExampleOpening | Error)[] {
  return occasions.map(({ at, actor }) => {
    try {
      return { content, at, actor, state: definition.initial(content, at, actor) };
    } catch (error) {
      return error as Error;
    }
  });
}

/** An opening with each example of a content, on the first occasion that allows it. */
export function exampleOpenings(definition: DialogDefinition): readonly ExampleOpening[] {
  return contentsOf(definition).flatMap(
    (content) =>
      outcomesOf(definition, content).find((outcome): outcome is ExampleOpening => !(outcome instanceof Error)) ?? [],
  );
}

/** Whether there is any occasion for an opening with each example; and that none fails for another reason. */
export function* openingFaults(definition: DialogDefinition): Generator<string> {
  for (const content of contentsOf(definition)) {
    const outcomes = outcomesOf(definition, content);
    const shown = JSON.stringify(content) ?? 'nothing';
    const failure = outcomes.find((each): each is Error => each instanceof Error && !(each instanceof Problem));
    if (failure !== undefined) yield `fails at an opening with ${shown}: ${failure.message}`;
    if (outcomes.every((each) => each instanceof Error)) yield `is opened with ${shown} at no time and by no one`;
  }
}
