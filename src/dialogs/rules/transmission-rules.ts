import type { AuthorizationContext } from '../../dialogporten/dialogporten-types.js';
import type { DialogDefinition, SentTransmission, TransmissionLink, TransmissionView } from '../dialog-definition.js';
import { serviceOwner } from '../history.js';
import { contentOf } from '../sent-transmission.js';
import { attributeFaults, type TransmissionAccess } from '../transmission-access.js';
import { exampleId } from './examples.js';
import { embedOrUrlFaults, isUriWithin, longest, pathFaults, textFaults } from './field-rules.js';
import { exampleEntries, exampleOpeningEntries } from './history-rules.js';
import { attachmentFaults } from './view-rules.js';

/** The settings that transmissions have to agree with. */
interface Surroundings {
  readonly publicUrl: string;
  readonly transmissionAccess: TransmissionAccess;
}

/**
 * Faults for which Dialogporten would refuse a definition's transmissions: of each that an example change sends, or an
 * example of before.
 */
export function* transmissionFaults(definition: DialogDefinition, surroundings: Surroundings): Generator<string> {
  for (const [name, view] of Object.entries(definition.transmissions)) {
    const what = `the transmission "${name}"`;
    yield* accessFaults(what, view, surroundings.transmissionAccess);
    const examples = storedExamples(definition, name);
    if (examples.length === 0 && view.about !== undefined) {
      yield `sends ${what} by no example of an opening or change, and gives no example of what it is about`;
    }
    for (const example of examples.length > 0 ? examples : [sentOf(undefined)]) {
      yield* shownFaults(what, view, example, surroundings);
    }
  }
}

/** Examples of the transmissions of a name, as the view reads them. */
export function exampleTransmissions(definition: DialogDefinition, name: string): readonly SentTransmission[] {
  const view = definition.transmissions[name];
  const examples = storedExamples(definition, name);
  return (examples.length > 0 ? examples : [sentOf(undefined)]).map((stored) => asRead(view, stored));
}

/** Those that example changes send, and those of before. */
function storedExamples(definition: DialogDefinition, name: string): readonly SentTransmission[] {
  const entries = [
    ...exampleOpeningEntries(definition),
    ...definition.exampleChanges.flatMap((change) => exampleEntries(definition, change) ?? []),
  ];
  const sent = entries.flatMap((entry) =>
    entry.kind === 'transmission' && entry.transmission === name ? [sentOf(entry.about, entry.sender)] : [],
  );
  return [...sent, ...(definition.transmissions[name]?.examples ?? []).map((about) => sentOf(about))];
}

function asRead(view: TransmissionView | undefined, stored: SentTransmission): SentTransmission {
  return view?.about === undefined ? stored : { ...stored, about: view.about(stored.about) };
}

function sentOf(about: unknown, sender: SentTransmission['sender'] = serviceOwner): SentTransmission {
  return { dialogId: exampleId, id: exampleId, about, sender, sentAt: new Date(0) };
}

function* accessFaults(
  what: string,
  { authorizationContext: context }: TransmissionView,
  access: TransmissionAccess,
): Generator<string> {
  if (context === undefined) return;
  yield* contextFaults(what, context);
  if (access === 'attribute') yield* attributeFaults(what, context);
}

function* shownFaults(
  what: string,
  view: TransmissionView,
  stored: SentTransmission,
  { publicUrl }: Surroundings,
): Generator<string> {
  const sent = asRead(view, stored);
  if (view.about !== undefined && sent.about === undefined) {
    yield `does not read again what ${what} is about: ${JSON.stringify(stored.about)}`;
    return;
  }
  const { title, summary, extendedType, externalReference } = contentOf(view, sent);
  yield* textFaults(`the title of ${what}`, title, longest.title);
  if (summary !== undefined) yield* textFaults(`the summary of ${what}`, summary, longest.summary);
  if (extendedType !== undefined && !isUriWithin(longest.url, extendedType)) {
    yield `gives ${what} an extended type that is not a URI of at most ${longest.url} characters`;
  }
  if (externalReference !== undefined && externalReference.length > longest.externalReference) {
    yield `gives ${what} an external reference of more than ${longest.externalReference} characters`;
  }
  const embed = view.embed?.(exampleId, exampleId);
  if (embed !== undefined) yield* embedOrUrlFaults(`the embed of ${what}`, embed, publicUrl);
  yield* attachmentFaults(`of ${what}`, view.attachments?.(exampleId, sent) ?? [], publicUrl);
  for (const link of view.links?.(sent) ?? []) yield* linkFaults(what, link, publicUrl);
}

function* linkFaults(what: string, { title, path }: TransmissionLink, publicUrl: string): Generator<string> {
  yield* textFaults(`the title of a link of ${what}`, title, longest.title);
  yield* pathFaults(`a link of ${what}`, path, publicUrl);
}

const mostParties = 3;
const longestTokenRef = 50;
const longestName = 255;
/** A URN of a task or subresource, or a bare name; another service has a field of its own. */
const attributeForm = /^(?:urn:altinn:(?!resource:)[a-z][a-z0-9_-]*:)?[a-z][a-z0-9_-]*$/i;
const resourceForm = /^urn:altinn:resource:[a-z0-9_-]+$/i;

/** Faults for which Dialogporten would refuse an authorization context. */
export function* contextFaults(what: string, context: AuthorizationContext): Generator<string> {
  const { action, tokenRef, parties = [], includeDialogParty, serviceResource, additionalResourceAttribute } = context;
  if (parties.length === 0 && includeDialogParty !== true) yield `gives the context of ${what} no party`;
  if (parties.length > mostParties) yield `gives the context of ${what} more than ${mostParties} parties`;
  if (new Set(parties).size < parties.length) yield `gives the context of ${what} a party twice`;
  if (action !== undefined && !isName(action, longestName))
    yield `gives the context of ${what} no action of 1 to 255 characters`;
  if (tokenRef !== undefined && !isName(tokenRef, longestTokenRef)) {
    yield `gives the context of ${what} no tokenRef of 1 to ${longestTokenRef} characters`;
  }
  if (serviceResource !== undefined && !resourceForm.test(serviceResource)) {
    yield `gives the context of ${what} a service resource that is none`;
  }
  if (additionalResourceAttribute !== undefined && !attributeForm.test(additionalResourceAttribute)) {
    yield `gives the context of ${what} an attribute that is no part of a service`;
  }
}

function isName(text: string, most: number): boolean {
  return text.trim() !== '' && text.length <= most;
}
