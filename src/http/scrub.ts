/** Ids that may hold eleven digits by chance (UUIDs, trace ids), which are left alone. */
const id = String.raw`(?<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b)`;

/** Every JSON object in base64url begins like this. */
const token = String.raw`(?<token>eyJ[\w-]{8,}(?:\.[\w-]*)*)`;

/** A colon, however often it has been percent-encoded. */
const colon = String.raw`(?::|%(?:25)*3a)`;

/**
 * A URN of Altinn's that names a party: its name is personal for any kind, known or not. Organisations and system users
 * are not, nor are other URNs. Numbers of persons are found by themselves, below.
 */
const party = [
  String.raw`(?<kind>urn${colon}altinn${colon}`,
  String.raw`(?!(?:resource|subresource|task|organization|systemuser|rolecode|problem|person${colon}identifier-no)(?![\w-]))`,
  String.raw`[\w-]+${colon}(?:[\w-]+${colon})?)[^\s"\\]+`,
].join('');

const identityNumber = String.raw`(?:(?<!\d)|(?<=%[0-9a-f]{2}))\d{11}(?!\d)`;

/** Each alternative either fails within a few characters, or takes what it has looked at: no text is looked at twice. */
const personal = new RegExp([id, token, party, identityNumber].join('|'), 'gi');

/**
 * Takes national identity numbers, e-mail addresses and usernames in URNs, and tokens out of a text that leaves us other
 * than to the person it is about. Takes a time that grows with the length of the text.
 */
export function scrub(text: string): string {
  return text.replace(personal, (_found: string, kept?: string, bearer?: string, kind?: string) => {
    if (kept !== undefined) return kept;
    if (bearer !== undefined) return '[token]';
    if (kind === undefined) return '[identity number]';
    // The matched kind may contain a number.
    return `${kind.replaceAll(/\d{11}/g, '[identity number]')}[party]`;
  });
}
