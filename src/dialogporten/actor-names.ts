import { partyPrefixes } from 'nestjs-dialog-token';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { DialogportenClient } from './dialogporten-client.js';
import type { ServiceOwnerDialog } from './dialogporten-types.js';
import { Problem } from '../http/problem.js';

/** A party or a person who has done something in a dialog, by the name that Dialogporten has looked up. */
export interface NamedActor {
  /** The type of the activity, or of the transmission, by which they acted. */
  readonly did: string;
  readonly name: string;
  /** Their URN: not for logs. */
  readonly urn?: string;
}

/** How many dialogs' names are remembered without asking. */
const remembered = 1_000;

/** How long the names are waited for, in milliseconds. */
const patienceMs = 3_000;

/**
 * Asks Dialogporten, which looks up the name of every actor it is told of, for the names of those who have acted in a
 * dialog.
 */
@Injectable()
export class ActorNames {
  private readonly logger = new Logger(ActorNames.name);
  private readonly known = new LRUCache<string, readonly NamedActor[]>({ max: remembered });

  constructor(private readonly dialogporten: DialogportenClient) {}

  /**
   * The actors as Dialogporten has them, in the order in which they acted: none before it has the dialog, and none of what it
   * does not have yet.
   *
   * @throws {Problem} `unavailable` when Dialogporten does not tell.
   */
  async of({
    id,
    deliveredVersion,
  }: {
    readonly id: string;
    readonly deliveredVersion: number;
  }): Promise<readonly NamedActor[]> {
    if (deliveredVersion === 0) return [];
    const key = `${id} ${deliveredVersion}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const actors = actorsIn(await this.read(id));
    this.known.set(key, actors);
    return actors;
  }

  private async read(id: string): Promise<ServiceOwnerDialog> {
    const patience = new AbortController();
    const tooLong = setTimeout(patienceMs, undefined, patience).then(() =>
      Promise.reject(new Error('no answer in time')),
    );
    try {
      return await Promise.race([this.dialogporten.get(id), tooLong]);
    } catch (error) {
      this.logger.warn({ msg: 'names could not be asked for', dialogId: id, reason: (error as Error).message });
      throw new Problem('unavailable', { cause: error });
    } finally {
      patience.abort();
    }
  }
}

function actorsIn({ activities, transmissions }: ServiceOwnerDialog): NamedActor[] {
  const acts = [
    ...activities.map(({ type, performedBy }) => ({ type, actor: performedBy })),
    ...transmissions.map(({ type, sender }) => ({ type, actor: sender })),
  ];
  return acts.flatMap(({ type, actor }) => {
    const { actorType, actorId, actorName } = actor ?? {};
    if (actorType !== 'PartyRepresentative' || !type || !actorName) return [];
    return [{ did: type, name: inOrder(actorName, actorId ?? undefined), ...(actorId && { urn: actorId }) }];
  });
}

/** Dialogporten has the names of persons as the population register does, the family name first. */
function inOrder(name: string, urn: string | undefined): string {
  if (urn?.startsWith(partyPrefixes.person) !== true) return name;
  const [family = '', ...given] = name.split(' ');
  return [...given, family].join(' ');
}
