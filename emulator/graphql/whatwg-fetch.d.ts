/*
 * GraphQL Yoga's types mention `@whatwg-node/fetch`, whose own bring the browser's types into every file of this program.
 * tsconfig.json puts this in their place: Node.js has what it needs of them.
 */
export const fetch: typeof globalThis.fetch;
