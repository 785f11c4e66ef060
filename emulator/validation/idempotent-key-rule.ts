import type { Violations } from './violations.js';

/** A key, if there is one, of 3 to 36 characters. */
export function checkIdempotentKey(violations: Violations, field: string, key: string | null | undefined): void {
  if (key !== null && key !== undefined && (key.length < 3 || key.length > 36)) {
    violations.add(field, 'must be 3 to 36 characters');
  }
}
