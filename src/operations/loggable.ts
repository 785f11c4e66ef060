import { errorReport } from '../http/error-report.js';
import { scrub } from '../http/scrub.js';

/** The longest text in a log line, in characters: ten stack frames are shorter. */
const longestText = 2_000;

/** How deep an object in a log line goes, and how many members each one has. */
const deepest = 8;
const mostMembers = 100;

/** The parameters of a failed SQL statement, as Drizzle's message has them. */
const parameters = /\nparams: .*/s;

/**
 * A value of any type as it may be logged: no token, nothing that names a person and no parameter of a statement is in
 * it, neither as a value nor as the name of one, and it is no longer than a log line should be. It can be written as
 * JSON.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return loggableText(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = String(value);
    return typeof value === 'bigint' || scrub(text) !== text ? loggableText(text) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '[deeper]';
  if (value instanceof Error) return loggable(errorReport(value), depth + 1);
  if ('toJSON' in value && typeof value.toJSON === 'function') return loggable(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((member) => loggable(member, depth + 1));
  const members = Object.entries(value).slice(0, mostMembers);
  return Object.fromEntries(members.map(([name, member]) => [loggableText(name), loggable(member, depth + 1)]));
}

/** Scrubbed before it is cut: of a number that is cut in two, half would remain. */
function loggableText(text: string): string {
  const scrubbed = scrub(text.replace(parameters, '\nparams: [left out]'));
  return scrubbed.length > longestText ? `${scrubbed.slice(0, longestText)}…` : scrubbed;
}
