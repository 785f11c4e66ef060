/** A query string, parsed: a parameter that is repeated is an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The query with its names in lower case: Dialogporten takes them in any. */
export function lowerCased(query: Query): Query {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value]));
}
