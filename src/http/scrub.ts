/** Ids that may hold eleven digits by chance (UUIDs, trace ids) come first, so that they are left alone. */
const personal =
  /(?<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b)|(?<token>eyJ[\w-]+\.[\w-]*\.?[\w-]*)|(?:(?<!\d)|(?<=%[0-9a-f]{2}))\d{11}(?!\d)/gi;

/** Takes national identity numbers and tokens out of a text that leaves us other than to the person it is about. */
export function scrub(text: string): string {
  return text.replace(personal, (_found: string, id?: string, token?: string) => {
    if (id !== undefined) return id;
    return token === undefined ? '[identity number]' : '[token]';
  });
}
