import { agrees, refused, someText } from '../agreement.js';
import { type Check, check } from '../check.js';
import { activity, partyRepresentative, transmission } from '../samples.js';
import { sources } from '../sources.js';

const byItsOwnValue: readonly [kind: string, actorId: string, actorName: string][] = [
  ['a person who logs in by e-mail', 'urn:altinn:person:idporten-email:ola@example.no', 'ola@example.no'],
  ['a self-identified user', 'urn:altinn:person:legacy-selfidentified:ola', 'ola'],
];

export const actors: readonly Check[] = [
  check('shows the service owner as such, without id or name', sources.actorRules, async (world) => {
    const { activities } = await world.read(await world.make({ activities: [activity()] }));
    agrees(activities[0]?.['performedBy'], { actorType: 'ServiceOwner', actorId: undefined, actorName: undefined });
  }),
  ...byItsOwnValue.map(([kind, actorId, actorName]) =>
    check(
      `names ${kind} by the URN’s own value`,
      sources.actorNames,
      async (world) => {
        const { activities } = await world.read(
          await world.make({ activities: [activity({ performedBy: partyRepresentative(actorId) })] }),
        );
        agrees(activities, [{ performedBy: { actorType: 'PartyRepresentative', actorId, actorName } }]);
      },
      'name register',
    ),
  ),
  check('takes a name instead of an id, and shows no id then', sources.actorRules, async (world) => {
    const performedBy = { actorType: 'PartyRepresentative', actorName: 'Ola N' };
    const { activities } = await world.read(await world.make({ activities: [activity({ performedBy })] }));
    agrees(activities, [{ performedBy: { ...performedBy, actorId: undefined } }]);
  }),
  check(
    'fills in the name of a person whom the register knows, and shows the service owner the whole id',
    sources.actorNames,
    async (world) => {
      const actorId = world.name('known actor');
      const { activities } = await world.read(
        await world.make({ activities: [activity({ performedBy: partyRepresentative(actorId) })] }),
      );
      agrees(activities, [{ performedBy: { actorId, actorName: someText } }]);
    },
    'known actor',
  ),
  ...(
    [
      ['an activity', 'activities', (actorId: string) => activity({ performedBy: partyRepresentative(actorId) })],
      [
        'a transmission',
        'transmissions',
        (actorId: string) => transmission({ type: 'Submission', sender: partyRepresentative(actorId) }),
      ],
    ] as const
  ).flatMap(([what, kind, by]) => [
    check(
      `refuses ${what} by a person whom the name register does not know`,
      sources.actorNames,
      async (world) => {
        const actorId = world.name('nameless actor');
        const answer = await world.owner.post(`/dialogs/${await world.make()}/${kind}`, by(actorId));
        refused(answer, 422, { ActorId: 'Unable to look up name' });
      },
      'nameless actor',
      'name register',
    ),
    check(
      `refuses a whole dialog with ${what} by a person whom the name register does not know`,
      sources.actorNames,
      async (world) => {
        const actorId = world.name('nameless actor');
        refused(await world.offer({ [kind]: [by(actorId)] }), 422, {
          ActorId: 'Unable to look up name',
        });
      },
      'nameless actor',
      'name register',
    ),
  ]),
  check(
    'shows an end user persons by a short hash in place of their number',
    sources.masking,
    async (world) => {
      const id = await world.make({
        activities: [activity({ performedBy: partyRepresentative(world.name('known actor')) })],
      });
      const { activities } = await world.readAs('user', id);
      agrees(activities, [
        { performedBy: { actorId: /^urn:altinn:person:identifier-ephemeral:[0-9a-f]{10}$/, actorName: someText } },
      ]);
    },
    'user',
    'known actor',
  ),
  check(
    'shows an end user the same person by the same hash everywhere in a dialog',
    sources.masking,
    async (world) => {
      const performedBy = partyRepresentative(world.name('known actor'));
      const given = {
        activities: [activity({ performedBy })],
        transmissions: [transmission({ type: 'Submission', sender: performedBy })],
      };
      const { activities, transmissions } = await world.readAs('user', await world.make(given));
      agrees(transmissions, [{ sender: activities[0]?.['performedBy'] }]);
    },
    'user',
    'known actor',
  ),
  ...byItsOwnValue.map(([kind, actorId]) =>
    check(
      `shows an end user ${kind} by the whole id`,
      sources.masking,
      async (world) => {
        const id = await world.make({ activities: [activity({ performedBy: partyRepresentative(actorId) })] });
        agrees((await world.readAs('user', id)).activities, [{ performedBy: { actorId } }]);
      },
      'user',
    ),
  ),
];
