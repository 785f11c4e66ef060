import { checkLength, checkShortest } from './field-rules.js';
import type { Violations } from './violations.js';

/** A key, if there is one, of 3 to 36 characters. */
export function checkIdempotentKey(violations: Violations, field: string, key: string | null | undefined): void {
  checkShortest(violations, field, key, 3);
  checkLength(violations, field, key, 36);
}
