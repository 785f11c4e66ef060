import { describe, expect, it } from '@jest/globals';
import { isLicence, licenceExamples } from './licence-state.js';

describe('isLicence', () => {
  it.each(Object.entries(licenceExamples))('knows a stored application in the state %s', (_, example) => {
    expect(isLicence(JSON.parse(JSON.stringify(example)))).toBe(true);
  });

  it.each([
    undefined,
    null,
    'draft',
    [],
    {},
    { state: 'constructor' },
    { state: 'revoked' },
    { state: 'draft' },
    { state: 'draft', statements: 'none' },
    { state: 'draft', statements: [1] },
    { ...licenceExamples['awaiting-decision'], signedAt: 'yesterday' },
    { ...licenceExamples.decided, granted: 'yes' },
    { ...licenceExamples.decided, reason: null },
  ])('does not take %j for one', (stored) => {
    expect(isLicence(stored)).toBe(false);
  });
});
