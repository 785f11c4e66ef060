import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Periodic, settlesWithin } from '../timers/periodic.js';
import type { EffectRow } from '../database/schema.js';
import type { DialogChange } from '../dialogs/dialog-definition.js';
import { DialogDefinitions } from '../dialogs/dialog-definitions.js';
import { DialogsService, EffectMade } from '../dialogs/dialogs.service.js';
import type { Actor } from '../dialogs/history.js';
import { StoredDialogs } from '../dialogs/stored-dialogs.js';
import { Problem } from '../http/problem.js';
import { scrub } from '../logging/personal-data.js';
import { EffectRefusedError, OnBehalf } from './effect-handler.decorator.js';
import { EffectHandlers, type Handle, keyOf } from './effect-handlers.js';
import { EffectQueue, leaseSeconds } from './effect-queue.js';

/** How often effects that are due are looked for, in milliseconds. */
const pollMs = 250;

/** How many effects a process makes at a time, how many of one handler, and how many that have failed before. */
const mostAtATime = 16;
const mostOfAHandler = 4;
const mostRetries = 4;

/** How long an attempt may take, in milliseconds. */
const attemptWithinMs = 60_000;

/** How long, in milliseconds, attempts may take to finish when the process is to stop; then other replicas get them. */
const finishWithinMs = 4_000;

/** The first wait after a failure, in seconds; it doubles with each failure, up to the longest. */
const firstSeconds = 1;
const longestSeconds = 300;

/** The longest reason that is kept of a failure, in characters. */
const longestReason = 300;

/** How an attempt to make an effect ended, for metrics. */
type EffectResult = 'made' | 'failed' | 'refused';

type TakenEffect = EffectRow & { readonly serviceResource: string };

/**
 * Makes the effects of changes, by the handlers of the features. Every replica has one. An effect whose process dies is made
 * by another one when the lease has ended: at least once, and its change once.
 */
@Injectable()
export class EffectRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** How many attempts have ended, and how. */
  readonly counts: Record<EffectResult, number> = { made: 0, failed: 0, refused: 0 };
  private readonly logger = new Logger(EffectRunner.name);
  private readonly inProgress = new Map<string, { readonly key: string; readonly isRetry: boolean }>();
  private readonly tasks = [
    new Periodic({ name: 'making effects', everyMs: pollMs, work: () => this.takeDue() }),
    new Periodic({
      name: 'renewing the leases of effects',
      everyMs: (leaseSeconds * 1_000) / 3,
      work: () => this.queue.renew([...this.inProgress.keys()]),
    }),
  ];

  constructor(
    private readonly queue: EffectQueue,
    private readonly handlers: EffectHandlers,
    private readonly definitions: DialogDefinitions,
    private readonly dialogs: DialogsService,
    private readonly stored: StoredDialogs,
  ) {}

  onApplicationBootstrap(): void {
    if (this.handlers.keys.length > 0) for (const task of this.tasks) task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
    await settlesWithin(finishWithinMs, this.finished());
    await this.queue.release([...this.inProgress.keys()]);
  }

  private async takeDue(): Promise<void> {
    const retries = [...this.inProgress.values()].filter(({ isRetry }) => isRetry).length;
    const room = mostAtATime - this.inProgress.size;
    if (room === 0) return;
    const keys = this.handlers.keys.filter((key) => this.countOf(key) < mostOfAHandler);
    const retry = Math.min(mostRetries - retries, room);
    for (const effect of await this.queue.take({ fresh: room, retry }, keys)) this.begin(effect);
  }

  /** One that finds no room after all is given back. */
  private begin(effect: TakenEffect): void {
    const key = keyOf(effect.serviceResource, effect.name);
    const handle = this.handlers.of(effect.serviceResource, effect.name);
    if (handle === undefined || this.inProgress.size >= mostAtATime || this.countOf(key) >= mostOfAHandler) {
      void this.queue.release([effect.id]).catch((error: Error) => this.leaveToItsLease(effect, error));
      return;
    }
    this.inProgress.set(effect.id, { key, isRetry: effect.attempts > 0 });
    void this.make(effect, handle)
      .catch((error: Error) => this.leaveToItsLease(effect, error))
      .finally(() => this.inProgress.delete(effect.id));
  }

  private async make(effect: TakenEffect, handle: Handle): Promise<void> {
    const { id, dialogId, name, payload, attempts, serviceResource } = effect;
    try {
      const dialog = await this.stored.find(dialogId);
      const timeout = AbortSignal.timeout(attemptWithinMs);
      const outcome = await untilAborted(
        handle({ id, name, payload, dialog: dialog as never, attempt: attempts + 1, signal: timeout }),
        timeout,
      );
      if (outcome === undefined) await this.queue.remove(id);
      else if (outcome instanceof OnBehalf) await this.change(effect, outcome, serviceResource);
      else await this.change(effect, { change: outcome }, serviceResource);
      this.counts.made += 1;
    } catch (error) {
      await this.failed(effect, error as Error);
    }
  }

  /** A change that the dialog's rules refuse is not made, and the effect is at its end: a later change was first. */
  private async change(
    effect: TakenEffect,
    { change, performedBy }: { readonly change: DialogChange; readonly performedBy?: Actor },
    serviceResource: string,
  ): Promise<void> {
    const { id, dialogId, name } = effect;
    try {
      const definition = this.definitions.named(serviceResource);
      const delivery = await this.dialogs.changeByEffect(definition, { id, dialogId }, change, performedBy);
      // It is stored: the delivery tells by itself how it ends.
      void delivery.outcome(0);
    } catch (error) {
      if (error instanceof EffectMade) return;
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      this.logger.log({ msg: 'the change of an effect came too late', dialogId, effect: name, change: change.type });
      await this.queue.remove(id);
    }
  }

  private async failed({ id, dialogId, name, attempts }: TakenEffect, error: Error): Promise<void> {
    const reason = scrub(`${error.name}: ${error.message}`).slice(0, longestReason);
    if (error instanceof EffectRefusedError) {
      this.counts.refused += 1;
      this.logger.error({ msg: 'an effect was refused', alert: true, dialogId, effectId: id, effect: name, reason });
      return this.queue.refuse(id, reason);
    }
    this.counts.failed += 1;
    this.logger.warn({ msg: 'an effect failed', dialogId, effectId: id, effect: name, attempt: attempts + 1, reason });
    const backoff = Math.min(firstSeconds * 2 ** Math.min(attempts, 16), longestSeconds);
    await this.queue.retry(id, backoff * (0.5 + Math.random() / 2), reason);
  }

  private leaveToItsLease({ id, dialogId, name }: TakenEffect, { message: reason }: Error): void {
    this.logger.warn({ msg: 'an effect is left to its lease', dialogId, effectId: id, effect: name, reason });
  }

  private countOf(key: string): number {
    let counted = 0;
    for (const each of this.inProgress.values()) if (each.key === key) counted += 1;
    return counted;
  }

  private async finished(): Promise<void> {
    while (this.inProgress.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The answer of a handler, or the abortion of the signal as an error. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error(`it has taken more than ${attemptWithinMs / 1_000} seconds`));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
