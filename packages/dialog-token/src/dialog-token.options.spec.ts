import { describe, expect, it } from '@jest/globals';
import { type DialogTokenOptions, dialogTokenSettings } from './dialog-token.options.js';

const options = { baseUrl: 'https://platform.example/dialogporten', serviceResources: ['urn:altinn:resource:a'] };

describe('the options', () => {
  it('have defaults', () => {
    expect(dialogTokenSettings({ ...options, baseUrl: `${options.baseUrl}/` })).toEqual({
      ...options,
      issuer: 'https://platform.example/dialogporten/api/v1',
      clockToleranceSeconds: 10,
      keyRefreshSeconds: 3600,
      unknownKidCooldownSeconds: 15,
      fetchTimeoutMs: 5000,
      maxTokenLength: 16_000,
      cacheBytes: 67_108_864,
      fetch: globalThis.fetch,
      now: Date.now,
    });
  });

  it.each<[keyof DialogTokenOptions, unknown[]]>([
    ['baseUrl', [undefined, '', 'platform.example', 'ftp://a.b', 'https://a.b/?c', 'https://a.b/#c', 'https://a:b@c']],
    ['issuer', ['', 7, {}]],
    ['serviceResources', [undefined, [], [''], ['a'], 'urn:a:b', [7]]],
    ['clockToleranceSeconds', [-1, 301, 0.5, '10', Number.NaN]],
    ['keyRefreshSeconds', [0, 86_401, '3600']],
    ['unknownKidCooldownSeconds', [0, -300]],
    ['fetchTimeoutMs', [0, Infinity]],
    ['maxTokenLength', [0]],
    ['cacheBytes', [0, 10_000]],
  ])('name %s in the message where it is wrong', (name, values) => {
    for (const value of values) {
      const wrong = { ...options, [name]: value } as DialogTokenOptions;
      expect(() => dialogTokenSettings(wrong)).toThrow(`DialogTokenModule: "${name}" must be`);
    }
  });
});
