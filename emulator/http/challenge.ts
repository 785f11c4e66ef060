import { EmptyRefusal } from './problem.js';

/**
 * The 401 of a caller who is not known. Dialogporten takes the tokens of three issuers, and each has its own say.
 *
 * @param challenges of the three; one stands for all, none is the bare scheme
 */
export function challenge(...challenges: readonly string[]): EmptyRefusal {
  const [first = 'Bearer', second = first, third = first] = challenges;
  return new EmptyRefusal(401, { 'www-authenticate': [first, second, third] });
}
