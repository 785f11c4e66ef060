import type { DemoDialog } from './demo/demo-dialog.js';
import type { DeskOptions } from './desk/desk-options.js';
import type { Emulator } from './emulator.js';
import { organisations, personas } from './personas.js';
import type { Policy } from './policy.js';
import type { StandIn } from './stand-in.js';

/** Start-up options of the stand-in. */
export interface Joined {
  readonly policy: Policy;
  /** None: there is no kind of dialog. */
  readonly desk: ((serviceUrl: string) => DeskOptions) | undefined;
  openDialogs(emulator: Emulator, serviceUrl: string): Promise<readonly DemoDialog[]>;
}

/**
 * Several kinds of dialog in one stand-in: it knows the people, rules and clients of all. The service has one owner, and
 * so there is one desk: that of the first, with what is done at any. Of none, there are people who may do nothing.
 */
export function joined(standIns: readonly StandIn[]): Joined {
  const policies = standIns.map(({ policy }) => policy);
  const desks = standIns.map(({ desk }) => desk);
  const deskOf = (serviceUrl: string): DeskOptions | undefined => {
    const [first, ...others] = desks.map((desk) => desk(serviceUrl));
    return first && { ...first, changes: [first, ...others].flatMap(({ changes }) => changes) };
  };
  return {
    policy: {
      serviceResources: policies.flatMap(({ serviceResources }) => serviceResources),
      personas: firstOfEach([...policies.flatMap((policy) => policy.personas), ...personas], ({ id }) => id),
      organisations: firstOfEach(
        [...policies.flatMap((policy) => policy.organisations ?? []), ...organisations],
        ({ number }) => number,
      ),
      rules: policies.flatMap(({ rules }) => rules),
      clients: firstOfEach(
        policies.flatMap(({ clients }) => clients),
        ({ id }) => id,
      ),
    },
    desk: desks.length === 0 ? undefined : (serviceUrl) => deskOf(serviceUrl)!,
    async openDialogs(emulator, serviceUrl) {
      const caller = deskOf(serviceUrl);
      if (caller === undefined) return [];
      const opened: DemoDialog[] = [];
      for (const { openDialogs } of standIns) opened.push(...(await openDialogs(emulator, serviceUrl, caller)));
      return opened;
    },
  };
}

function firstOfEach<Each>(all: readonly Each[], keyOf: (each: Each) => string): readonly Each[] {
  return [...new Map(all.toReversed().map((each) => [keyOf(each), each])).values()].toReversed();
}
