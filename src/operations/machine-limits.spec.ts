import { describe, expect, it } from '@jest/globals';
import { machineLimits, scarceIn } from './machine-limits.js';

const mebibyte = 1024 * 1024;
const plenty = { openFiles: undefined, memoryBytes: 4_096 * mebibyte };

describe('what the machine lets the service have', () => {
  it('is named where it is too little, with what is needed', () => {
    expect(scarceIn(plenty, true)).toEqual([]);
    expect(scarceIn({ ...plenty, openFiles: 1_024 }, false)).toEqual([
      'open files (ulimit -n): 1024, and up to 10,000 connections need 10240',
    ]);
    const small = { ...plenty, memoryBytes: 256 * mebibyte };
    expect(scarceIn(small, false)).toEqual([]);
    expect(scarceIn(small, true)).toEqual([
      'memory: 256 MiB, and the service with the embedded database needs 512 MiB',
    ]);
  });

  it('is found out', () => {
    const { openFiles = Infinity, memoryBytes } = machineLimits();
    expect(openFiles).toBeGreaterThan(0);
    expect(memoryBytes).toBeGreaterThan(mebibyte);
  });
});
