import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Kind, parse } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { searchLimits } from '../dialogs/search-filter.js';
import type { Platform } from '../platform.js';
import type { GraphqlContext, ServerContext } from './context.js';
import { dialogById } from './dialog-queries.js';
import { dialogEvents } from './dialog-events.js';
import { parties } from '../registers/parties.js';
import { dialogLookup, serviceResources, type ServiceResourcesArguments } from './lookups.js';
import { scalars } from './scalars.js';
import { searchDialogs, type SearchInput } from './search-dialogs.js';
import {
  bulkSetSystemLabels,
  type BulkSetSystemLabelInput,
  setSystemLabel,
  type SetSystemLabelInput,
} from './system-labels.js';

/** Dialogporten's official GraphQL schema, as it is published. */
const officialSdl = readFileSync(
  createRequire(import.meta.url).resolve('@digdir/dialogporten-schema/schema.verified.graphql'),
  'utf8',
).replace(/^\uFEFF/, '');

/** The official schema: all of it is answered. */
export function createDialogportenSchema(platform: Platform) {
  return createSchema<ServerContext & GraphqlContext>({
    typeDefs: officialSdl,
    resolvers: {
      ...enumValues(officialSdl),
      ...typesBehindInterfaces,
      ...scalars,
      Queries: {
        dialogById: (_: unknown, { dialogId }: { dialogId: string }, { persona }: GraphqlContext) =>
          dialogById(platform, persona(), dialogId),
        searchDialogs: (_: unknown, { input }: { input: SearchInput }, { persona }: GraphqlContext) =>
          searchDialogs(platform, persona(), input),
        parties: (_: unknown, _arguments: unknown, { persona }: GraphqlContext) => parties(platform.policy, persona()),
        dialogLookup: (_: unknown, { instanceRef }: { instanceRef: string }, { persona }: GraphqlContext) =>
          dialogLookup(platform, persona(), instanceRef),
        limits: (_: unknown, _arguments: unknown, { persona }: GraphqlContext) => persona() && searchLimits,
        serviceResources: (_: unknown, asked: ServiceResourcesArguments, { persona }: GraphqlContext) =>
          serviceResources(platform, persona(), asked),
      },
      Mutations: {
        setSystemLabel: (_: unknown, { input }: { input: SetSystemLabelInput }, { persona }: GraphqlContext) =>
          setSystemLabel(platform, persona(), input),
        bulkSetSystemLabels: (_: unknown, { input }: { input: BulkSetSystemLabelInput }, { persona }: GraphqlContext) =>
          bulkSetSystemLabels(platform, persona(), input),
      },
      Subscriptions: {
        dialogEvents: {
          subscribe: (_: unknown, { dialogId }: { dialogId: string }, { holdsTokenFor }: GraphqlContext) =>
            dialogEvents(platform.dialogs, holdsTokenFor(dialogId)),
          resolve: (event: unknown) => event,
        },
      },
      // GraphQL answers an empty list where the REST API leaves the field out.
      Attachment: { displayName: ({ displayName = [] }: { displayName?: readonly unknown[] }) => displayName },
      Activity: { description: ({ description = [] }: { description?: readonly unknown[] }) => description },
    },
  });
}

/** An error knows its own type. */
const byTypename = { __resolveType: ({ __typename }: { __typename: string }) => __typename };
const typesBehindInterfaces = {
  DialogByIdError: byTypename,
  SearchDialogError: byTypename,
  SetSystemLabelError: byTypename,
  BulkSetSystemLabelError: byTypename,
  DialogLookupError: byTypename,
};

/** `REQUIRES_ATTENTION` in GraphQL is `RequiresAttention` in REST, and so for all enums but the verbs of HTTP. */
function enumValues(sdl: string): Record<string, Record<string, string>> {
  const enums = parse(sdl).definitions.filter((definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION);
  return Object.fromEntries(
    enums
      .filter(({ name }) => !['HttpVerb', 'OrderDirection', 'ApplyPolicy'].includes(name.value))
      .map(({ name, values = [] }) => [
        name.value,
        Object.fromEntries(values.map((value) => [value.name.value, pascalCase(value.name.value)])),
      ]),
  );
}

function pascalCase(constant: string): string {
  return constant
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}
