import { languages, type Texts } from './languages.js';

/** One kind of problem: its status, and what the caller is told, in every language. */
export interface ProblemKind {
  readonly status: number;
  /** The whole `type`, where it is not `urn:problem:<name>`. */
  readonly type?: string;
  readonly title: Texts;
  readonly detail: Texts;
  readonly members?: ProblemMembersSchema;
}

/** Members that documents of a kind add to those of all (RFC 9457 §3.2), as JSON Schema. */
export interface ProblemMembersSchema {
  readonly properties: Readonly<Record<string, object>>;
  /** Those that are there always. */
  readonly required: readonly string[];
  readonly example: Readonly<Record<string, unknown>>;
}

/** Every refusal and failure that this service answers with. The names are public: clients compare them. */
export const problemKinds = {
  'missing-token': {
    status: 401,
    title: { nb: 'Innlogging mangler', nn: 'Innlogging manglar', en: 'Not authenticated' },
    detail: {
      nb: 'Forespørselen mangler et token.',
      nn: 'Førespurnaden manglar eit token.',
      en: 'The request carries no token.',
    },
  },
  'invalid-token': {
    status: 401,
    title: { nb: 'Ugyldig token', nn: 'Ugyldig token', en: 'Invalid token' },
    detail: {
      nb: 'Tokenet er ugyldig eller utløpt. Last dialogen på nytt og prøv igjen.',
      nn: 'Tokenet er ugyldig eller utgått. Last dialogen på nytt og prøv igjen.',
      en: 'The token is invalid or has expired. Reload the dialog and try again.',
    },
  },
  'dialog-mismatch': {
    status: 403,
    title: { nb: 'Feil dialog', nn: 'Feil dialog', en: 'Wrong dialog' },
    detail: {
      nb: 'Tokenet gjelder en annen dialog.',
      nn: 'Tokenet gjeld ein annan dialog.',
      en: 'The token is for another dialog.',
    },
  },
  'missing-action': {
    status: 403,
    title: { nb: 'Ingen tilgang', nn: 'Ingen tilgang', en: 'Access denied' },
    detail: {
      nb: 'Du har ikke tilgang til å gjøre dette i dialogen.',
      nn: 'Du har ikkje tilgang til å gjere dette i dialogen.',
      en: 'You do not have access to do this in the dialog.',
    },
  },
  'missing-entity': {
    status: 403,
    title: { nb: 'Ingen tilgang', nn: 'Ingen tilgang', en: 'Access denied' },
    detail: {
      nb: 'Du har ikke tilgang til denne delen av dialogen.',
      nn: 'Du har ikkje tilgang til denne delen av dialogen.',
      en: 'You do not have access to this part of the dialog.',
    },
  },
  'missing-scope': {
    status: 403,
    title: { nb: 'Scope mangler', nn: 'Scope manglar', en: 'Missing scope' },
    detail: {
      nb: 'Tokenet mangler scopet som kreves her.',
      nn: 'Tokenet manglar scopet som blir kravd her.',
      en: 'The token lacks the scope that is required here.',
    },
  },
  'foreign-organization': {
    status: 403,
    title: { nb: 'Ingen tilgang', nn: 'Ingen tilgang', en: 'Access denied' },
    detail: {
      nb: 'Organisasjonen som tokenet er utstedt til, har ikke tilgang her.',
      nn: 'Organisasjonen som tokenet er utferda til, har ikkje tilgang her.',
      en: 'The organisation that the token was issued to does not have access here.',
    },
  },
  'wrong-code': {
    status: 403,
    title: { nb: 'Ingen tilgang', nn: 'Ingen tilgang', en: 'Access denied' },
    detail: {
      nb: 'Koden i adressen mangler eller er feil.',
      nn: 'Koden i adressa manglar eller er feil.',
      en: 'The code in the address is missing or wrong.',
    },
  },
  'insufficient-level': {
    status: 403,
    title: {
      nb: 'For lavt sikkerhetsnivå',
      nn: 'For lågt tryggleiksnivå',
      en: 'Level of assurance too low',
    },
    detail: {
      nb: 'Du må logge inn med et høyere sikkerhetsnivå for å gjøre dette.',
      nn: 'Du må logge inn med eit høgare tryggleiksnivå for å gjere dette.',
      en: 'You must log in at a higher level of assurance to do this.',
    },
  },
  'no-access': {
    status: 403,
    title: { nb: 'Du har ikke tilgang', nn: 'Du har ikkje tilgang', en: 'You do not have access' },
    detail: {
      nb: 'Du er logget inn, men har ikke tilgang til denne dialogen. Gjelder den en virksomhet, kan virksomheten gi deg tilgang i Altinn.',
      nn: 'Du er logga inn, men har ikkje tilgang til denne dialogen. Gjeld han ei verksemd, kan verksemda gi deg tilgang i Altinn.',
      en: 'You are logged in, but do not have access to this dialog. If it concerns a business, the business can give you access in Altinn.',
    },
  },
  'login-failed': {
    status: 400,
    title: { nb: 'Du ble ikke logget inn', nn: 'Du blei ikkje logga inn', en: 'You were not logged in' },
    detail: {
      nb: 'Innloggingen ble avbrutt, eller den tok for lang tid. Åpne lenken til dialogen på nytt.',
      nn: 'Innlogginga blei avbroten, eller ho tok for lang tid. Opne lenkja til dialogen på nytt.',
      en: 'The login was interrupted, or took too long. Open the link to the dialog again.',
    },
  },
  'foreign-resource': {
    status: 403,
    title: { nb: 'Fremmed tjeneste', nn: 'Framand teneste', en: 'Foreign service resource' },
    detail: {
      nb: 'Tokenet gjelder en tjeneste som ikke hører hjemme her.',
      nn: 'Tokenet gjeld ei teneste som ikkje høyrer heime her.',
      en: 'The token is for a service that does not belong here.',
    },
  },
  'party-mismatch': {
    status: 403,
    title: { nb: 'Feil part', nn: 'Feil part', en: 'Wrong party' },
    detail: {
      nb: 'Tokenet gjelder en annen part enn dialogens.',
      nn: 'Tokenet gjeld ein annan part enn dialogen sin.',
      en: 'The token is for a party other than that of the dialog.',
    },
  },
  'not-found': {
    status: 404,
    title: { nb: 'Finnes ikke', nn: 'Finst ikkje', en: 'Not found' },
    detail: {
      nb: 'Det du ba om, finnes ikke.',
      nn: 'Det du bad om, finst ikkje.',
      en: 'What you asked for does not exist.',
    },
  },
  gone: {
    status: 410,
    title: { nb: 'Slettet', nn: 'Sletta', en: 'Gone' },
    detail: {
      nb: 'Dialogen er slettet.',
      nn: 'Dialogen er sletta.',
      en: 'The dialog has been deleted.',
    },
  },
  conflict: {
    status: 409,
    title: { nb: 'Ikke mulig nå', nn: 'Ikkje mogleg no', en: 'Not possible now' },
    detail: {
      nb: 'Dette er ikke mulig slik dialogen er nå. Last dialogen på nytt.',
      nn: 'Dette er ikkje mogleg slik dialogen er no. Last dialogen på nytt.',
      en: 'This is not possible in the present state of the dialog. Reload the dialog.',
    },
  },
  'minimum-persistence-lifetime-not-satisfied': {
    status: 422,
    type: 'urn:altinn:problem:minimum-persistence-lifetime-not-satisfied',
    title: { nb: 'Kan ikke slettes ennå', nn: 'Kan ikkje slettast enno', en: 'Cannot be deleted yet' },
    detail: {
      nb: 'Dialogen må oppbevares en stund etter at saken er ferdig, og kan ikke slettes ennå.',
      nn: 'Dialogen må takast vare på ei stund etter at saka er ferdig, og kan ikkje slettast enno.',
      en: 'The dialog must be kept for a while after the case was completed, and cannot be deleted yet.',
    },
  },
  'idempotency-key-reused': {
    status: 422,
    title: { nb: 'Nøkkelen er brukt', nn: 'Nøkkelen er brukt', en: 'Idempotency key reused' },
    detail: {
      nb: 'Idempotency-Key er brukt før, med et annet innhold.',
      nn: 'Idempotency-Key er brukt før, med eit anna innhald.',
      en: 'The Idempotency-Key has been used before, with another body.',
    },
  },
  'invalid-request': {
    status: 400,
    title: { nb: 'Ugyldig forespørsel', nn: 'Ugyldig førespurnad', en: 'Invalid request' },
    detail: {
      nb: 'Forespørselen er ikke slik den skal være.',
      nn: 'Førespurnaden er ikkje slik han skal vere.',
      en: 'The request is not as it should be.',
    },
  },
  'request-timeout': {
    status: 408,
    title: { nb: 'Det tok for lang tid', nn: 'Det tok for lang tid', en: 'It took too long' },
    detail: {
      nb: 'Forespørselen kom ikke fram i tide.',
      nn: 'Førespurnaden kom ikkje fram i tide.',
      en: 'The request did not arrive in time.',
    },
  },
  'payload-too-large': {
    status: 413,
    title: { nb: 'For stor', nn: 'For stor', en: 'Too large' },
    detail: {
      nb: 'Innholdet i forespørselen er for stort.',
      nn: 'Innhaldet i førespurnaden er for stort.',
      en: 'The content of the request is too large.',
    },
  },
  'uri-too-long': {
    status: 414,
    title: { nb: 'For lang adresse', nn: 'For lang adresse', en: 'Address too long' },
    detail: {
      nb: 'Adressen i forespørselen er for lang.',
      nn: 'Adressa i førespurnaden er for lang.',
      en: 'The address in the request is too long.',
    },
  },
  'unsupported-media-type': {
    status: 415,
    title: { nb: 'Innholdstypen støttes ikke', nn: 'Innhaldstypen er ikkje støtta', en: 'Unsupported media type' },
    detail: {
      nb: 'Innholdet må være JSON (application/json).',
      nn: 'Innhaldet må vere JSON (application/json).',
      en: 'The content must be JSON (application/json).',
    },
  },
  'rate-limited': {
    status: 429,
    title: { nb: 'For mange forespørsler', nn: 'For mange førespurnader', en: 'Too many requests' },
    detail: {
      nb: 'For mange forespørsler på kort tid. Vent litt og prøv igjen.',
      nn: 'For mange førespurnader på kort tid. Vent litt og prøv igjen.',
      en: 'Too many requests in a short time. Wait a little and try again.',
    },
  },
  'header-too-large': {
    status: 431,
    title: { nb: 'For store hodefelt', nn: 'For store hovudfelt', en: 'Header fields too large' },
    detail: {
      nb: 'Hodefeltene i forespørselen er for store.',
      nn: 'Hovudfelta i førespurnaden er for store.',
      en: 'The header fields of the request are too large.',
    },
  },
  'internal-error': {
    status: 500,
    title: { nb: 'Noe gikk galt', nn: 'Noko gjekk gale', en: 'Something went wrong' },
    detail: {
      nb: 'Det oppstod en feil hos oss.',
      nn: 'Det oppstod ein feil hos oss.',
      en: 'An error occurred on our side.',
    },
  },
  'upstream-refused': {
    status: 502,
    title: {
      nb: 'Endringen vises ikke ennå',
      nn: 'Endringa er ikkje synleg enno',
      en: 'The change is not shown yet',
    },
    detail: {
      nb: 'Endringen er registrert hos oss, men Dialogporten godtok den ikke, så den vises ikke i innboksen ennå. Vi er varslet, og du trenger ikke å gjøre noe på nytt.',
      nn: 'Endringa er registrert hos oss, men Dialogporten godtok den ikkje, så den er ikkje synleg i innboksen enno. Vi er varsla, og du treng ikkje å gjere noko på nytt.',
      en: 'The change is registered with us, but Dialogporten did not accept it, so the inbox does not show it yet. We have been alerted, and you do not need to do anything again.',
    },
  },
  overloaded: {
    status: 503,
    title: { nb: 'Stor pågang', nn: 'Stor pågang', en: 'Very busy' },
    detail: {
      nb: 'Tjenesten har for mye å gjøre akkurat nå. Vent litt og prøv igjen.',
      nn: 'Tenesta har for mykje å gjere akkurat no. Vent litt og prøv igjen.',
      en: 'The service has too much to do right now. Wait a little and try again.',
    },
  },
  unavailable: {
    status: 503,
    title: { nb: 'Utilgjengelig akkurat nå', nn: 'Utilgjengeleg akkurat no', en: 'Unavailable right now' },
    detail: {
      nb: 'Tjenesten er midlertidig utilgjengelig. Prøv igjen om litt.',
      nn: 'Tenesta er mellombels utilgjengeleg. Prøv igjen om litt.',
      en: 'The service is temporarily unavailable. Try again in a little while.',
    },
  },
} as const satisfies Record<string, ProblemKind>;

export type BuiltInProblemName = keyof typeof problemKinds;

/** The name of a kind that {@link defineProblem} has made. */
export type OwnProblemName = string & { readonly [isOwn]: true };

declare const isOwn: unique symbol;

export type ProblemName = BuiltInProblemName | OwnProblemName;

/** The statuses that say something of the request or the dialog, and not of tokens, headers or load. */
const ownStatuses = [400, 402, 403, 404, 409, 410, 412, 422, 423, 451] as const;

/** A kind of problem of a team's own. */
export interface OwnProblemKind extends ProblemKind {
  readonly status: (typeof ownStatuses)[number];
  readonly type?: never;
}

const ownKinds = new Map<string, OwnProblemKind>();

const nameForm = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Adds a kind of problem, `urn:problem:<name>`, to those that the service answers with. Throw it like a built-in one; list
 * it in `problems` of the definition whose rules or handlers throw it, and the OpenAPI document has it on their routes.
 *
 * @param name what clients compare: it does not change
 * @throws an error, which stops the start, for a name that another kind has, a text that is missing, or another status.
 * @example
 * export const confirmFirst = defineProblem('confirm-first', { status: 409, title: {…}, detail: {…} });
 * throw new Problem(confirmFirst);
 */
export function defineProblem<const Name extends string>(
  name: Name extends BuiltInProblemName ? never : Name,
  kind: OwnProblemKind,
): OwnProblemName {
  const fault = faultOf(name, kind);
  if (fault !== undefined) throw new Error(`The problem "${name}" ${fault}`);
  ownKinds.set(name, kind);
  return name as string as OwnProblemName;
}

function faultOf(name: string, { status, title, detail }: OwnProblemKind): string | undefined {
  if (!nameForm.test(name)) return 'has a name that is not lower-case words with hyphens between them';
  if (Object.hasOwn(problemKinds, name)) return 'has the name of a built-in one';
  if (ownKinds.has(name)) return 'is defined twice';
  if (!ownStatuses.includes(status)) return `has the status ${status}, which is none of ${ownStatuses.join(', ')}`;
  const isMissing = [title, detail].some((texts) => languages.some((language) => !texts?.[language]?.trim()));
  return isMissing ? `lacks a text in one of ${languages.join(', ')}` : undefined;
}

/** A kind of problem by its name. */
export function problemKind(name: ProblemName): ProblemKind {
  return ownKinds.get(name) ?? problemKinds[name as BuiltInProblemName];
}

/** The names of all kinds: the built-in ones, and those of the kinds of dialog that have been loaded. */
export function problemNames(): readonly ProblemName[] {
  return [...(Object.keys(problemKinds) as BuiltInProblemName[]), ...(ownKinds.keys() as Iterable<OwnProblemName>)];
}
