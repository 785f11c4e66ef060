import { LRUCache } from 'lru-cache';

/** A block as markdown. */
export interface WrittenBlock {
  readonly markdown: string;
  /** Its length in UTF-8. */
  readonly bytes: number;
}

/** Memory of an entry besides its texts, in bytes. */
const bytesPerEntry = 300;

/** Remembers blocks that have been written, up to a bound in bytes; the one that was used least recently is forgotten first. */
export class WrittenBlocks {
  private readonly blocks: LRUCache<string, WrittenBlock>;

  /** @param maxBytes the bound. */
  constructor(maxBytes: number) {
    this.blocks = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ markdown }, key) => 2 * (key.length + markdown.length) + bytesPerEntry,
    });
  }

  /** The memory that is taken, in bytes. */
  get size(): number {
    return this.blocks.calculatedSize;
  }

  /**
   * A block as it was written before, or as it is written now.
   *
   * @param key the whole block, as JSON.
   */
  find(key: string, write: () => string): WrittenBlock {
    const known = this.blocks.get(key);
    if (known !== undefined) return known;
    const markdown = write();
    const block = { markdown, bytes: Buffer.byteLength(markdown) };
    this.blocks.set(key, block);
    return block;
  }
}
