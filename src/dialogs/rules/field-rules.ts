import { languages, type Texts } from '../../http/languages.js';

/** Limits of Dialogporten's validators, in UTF-16 code units, as .NET counts. */
export const longest = {
  title: 255,
  summary: 255,
  extendedStatus: 25,
  senderName: 255,
  nonSensitiveTitle: 255,
  nonSensitiveSummary: 255,
  additionalInfo: 1023,
  extendedStatusCode: 255,
  externalReference: 255,
  process: 255,
  name: 255,
  url: 1023,
} as const;

/** A URN, or a bare name, of a part of the dialog. */
const attributeForm = /^(?:urn:altinn:[a-z][a-z0-9_-]*:)?[a-z][a-z0-9_-]*$/i;

/** The query of an embed's URL: the language, and the version of its contents. */
const embedQuery = '?lang=nb&v=123456789012';

/** A text that is empty in some language, or too long for what it says. */
export function* textFaults(what: string, texts: Texts, most: number): Generator<string> {
  for (const language of languages) {
    if (texts[language].trim() === '') yield `has no ${language} text for ${what}`;
    if (texts[language].length > most) yield `has more than ${most} characters in ${what} (${language})`;
  }
}

/** A path that makes no URL, or one that is too long; an https URL of another host may stand in its place. */
export function* pathFaults(what: string, path: string, publicUrl: string): Generator<string> {
  if (isElsewhere(path)) yield* urlFaults(what, path);
  else yield* ownPathFaults(what, path, publicUrl);
}

/** The same for an embed, where it may be on another host. */
export function* embedOrUrlFaults(what: string, path: string, publicUrl: string): Generator<string> {
  if (isElsewhere(path)) yield* urlFaults(what, path);
  else yield* embedFaults(what, path, publicUrl);
}

/** The same for the path of an embed, which gets a query of ours. */
export function* embedFaults(what: string, path: string, publicUrl: string): Generator<string> {
  if (/[?#]/.test(path)) yield `gives ${what} a path with a "?" or "#", and it gets a query of its own`;
  yield* ownPathFaults(what, `${path}${embedQuery}`, publicUrl);
}

function* ownPathFaults(what: string, path: string, publicUrl: string): Generator<string> {
  if (!path.startsWith('/')) yield `gives ${what} a path that does not start with "/"`;
  else if (!isWellFormed(path)) yield `gives ${what} a path that is not written as in a URL, where a space is %20`;
  yield* urlLengthFaults(what, `${publicUrl}${path}`);
}

function* urlFaults(what: string, url: string): Generator<string> {
  if (!url.startsWith('https://') || !isUri(url)) yield `gives ${what} a URL that is no https URL`;
  yield* urlLengthFaults(what, url);
}

function* urlLengthFaults(what: string, url: string): Generator<string> {
  if (url.length > longest.url) yield `gives ${what} a URL of more than ${longest.url} characters`;
}

/** Whether it is a URL of its own, and no path of ours. */
const isElsewhere = (path: string) => /^[a-z][a-z0-9+.-]*:/i.test(path);

/** Whether a text is a URI within that length, absolute or not. */
export const isUriWithin = (most: number, text: string) => text.length <= most && isUri(text);

/** Whether .NET takes it for a URI, absolute or not: it finds one ill-formed that needs an escape. */
const isUri = (text: string) => URL.canParse(text, anyOrigin) && !/[\s<>"{}|\\^`]/.test(text);

/** The action that a user must be granted, and the part of the dialog that it is granted on. */
export function* authorizationFaults(
  what: string,
  { action, authorizationAttribute: part }: { readonly action: string; readonly authorizationAttribute?: string },
): Generator<string> {
  if (action.trim() === '' || action.length > longest.name) {
    yield `asks for no action of 1 to ${longest.name} characters for ${what}`;
  }
  if (part !== undefined && !(part.length <= longest.name && attributeForm.test(part))) {
    yield `names no part of the dialog for ${what}: urn:altinn:<kind>:<name>, or a bare name, of at most ${longest.name} characters`;
  }
}

/** Things of one dialog that are told apart by their names. */
export function* nameFaults(what: string, named: readonly { readonly name: string }[]): Generator<string> {
  const names = named.map(({ name }) => name);
  if (new Set(names).size < names.length) yield `names two ${what} alike, and their ids are derived from the names`;
}

/** Whether a name or media type is short enough. */
export function* lengthFaults(what: string, value: string): Generator<string> {
  if (value.length > longest.name) yield `has more than ${longest.name} characters in ${what}`;
}

const anyOrigin = 'https://provider.example';

/** Whether it stays as it is when it is read as a URL: no character needs an escape, no segment goes back. */
function isWellFormed(path: string): boolean {
  return URL.canParse(path, anyOrigin) && new URL(path, anyOrigin).href === `${anyOrigin}${path}`;
}
