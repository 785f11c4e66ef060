import { PlatformProblem } from '../http/problem.js';
import type { Policy } from '../policy.js';
import { isPerson, ownNameOf } from '../validation/identifiers.js';
import type { Activity, Actor, Dialog, Transmission } from '../model/dialog.js';

/** The register of people and organisations, as far as it knows their names. */
export class ActorNames {
  readonly #names: ReadonlyMap<string, string>;

  constructor({ personas, organisations = [] }: Policy) {
    this.#names = new Map([
      ...personas.map(({ consumer, name, systemUser }) => [systemUser?.id ?? consumer, name] as const),
      ...organisations.map(({ number, name }) => [`urn:altinn:organization:identifier-no:${number}`, name] as const),
    ]);
  }

  /** The name of that party; persons' last name first, as the register has it. */
  of(urn: string): string | undefined {
    const name = this.#names.get(urn) ?? ownNameOf(urn);
    return name !== undefined && isPerson(urn) ? lastNameFirst(name) : name;
  }

  /**
   * The dialog with the name of every actor that has an id: the last thing that happens before it is saved.
   *
   * @throws PlatformProblem 422 for one that has no name: Dialogporten refuses the whole call with it
   */
  filledIn(dialog: Dialog): Dialog {
    const actors = [
      ...dialog.transmissions.map(({ sender }) => sender),
      ...dialog.activities.map(({ performedBy }) => performedBy),
    ];
    if (!actors.some(needsName)) return dialog;
    return {
      ...dialog,
      transmissions: dialog.transmissions.map((transmission) => this.#ofTransmission(transmission)),
      activities: dialog.activities.map((activity) => this.#ofActivity(activity)),
    };
  }

  #ofTransmission(transmission: Transmission): Transmission {
    return { ...transmission, sender: this.#named(transmission.sender) };
  }

  #ofActivity(activity: Activity): Activity {
    return { ...activity, performedBy: this.#named(activity.performedBy) };
  }

  #named(actor: Actor): Actor {
    if (!needsName(actor)) return actor;
    const actorName = this.of(actor.actorId!);
    if (actorName !== undefined) return { ...actor, actorName };
    throw new PlatformProblem(422, { ActorId: [`Unable to look up name for actor id: ${actor.actorId}`] });
  }
}

function needsName({ actorId, actorName }: Actor): boolean {
  return actorId !== undefined && actorName === undefined;
}

function lastNameFirst(name: string): string {
  const parts = name.split(' ');
  return [...parts.slice(-1), ...parts.slice(0, -1)].join(' ');
}
