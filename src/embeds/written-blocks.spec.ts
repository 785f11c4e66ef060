import { describe, expect, it } from '@jest/globals';
import { WrittenBlocks } from './written-blocks.js';

describe('blocks that have been written', () => {
  it('are not written again, and are measured once', () => {
    const blocks = new WrittenBlocks(10_000);
    let written = 0;
    const find = () =>
      blocks.find('a', () => {
        written += 1;
        return 'æ';
      });
    expect([find(), find()]).toEqual([
      { markdown: 'æ', bytes: 2 },
      { markdown: 'æ', bytes: 2 },
    ]);
    expect(written).toBe(1);
  });

  it('take no more memory than they may, however many there are, and one that is larger than all of it is not kept', () => {
    const blocks = new WrittenBlocks(10_000);
    for (let index = 0; index < 1_000; index += 1) blocks.find(`key ${index}`, () => 'x'.repeat(100));
    expect(blocks.size).toBeLessThanOrEqual(10_000);
    expect(blocks.find('large', () => 'x'.repeat(20_000)).bytes).toBe(20_000);
    expect(blocks.size).toBeLessThanOrEqual(10_000);
  });
});
