import { afterEach, describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { Documents } from '../src/embeds/documents.js';
import { embedPdf } from '../src/embeds/embed-pdf.js';
import { embed, paragraph } from '../src/embeds/markdown.js';

const facts = { language: 'nb', title: 'Vedtak', date: new Date('2026-01-15T12:00:00.000Z') } as const;
const content = (index: number) => embed(paragraph(`Document ${index}`));

describe('documents', () => {
  let documents: Documents;

  afterEach(() => documents.onApplicationShutdown());

  it('are made once, also for those who ask while they are being made, and are what is made without a thread', async () => {
    documents = new Documents();
    const [one, two] = await Promise.all([documents.pdf(content(1), facts), documents.pdf(content(1), facts)]);
    expect(two).toBe(one);
    expect(await documents.pdf(content(1), facts)).toBe(one);
    expect(await documents.pdf(content(1), { ...facts, title: 'Avslag' })).not.toBe(one);
    expect(one.equals(await embedPdf(content(1), facts))).toBe(true);
  });

  it('keep no other request waiting while they are made', async () => {
    documents = new Documents();
    const progress = { isMade: false };
    const made = documents.pdf(content(1), facts).then(() => (progress.isMade = true));
    let turns = 0;
    while (!progress.isMade) {
      await setImmediate();
      turns += 1;
    }
    await made;
    // On the thread that serves requests, making one takes a few turns, most of them long.
    expect(turns).toBeGreaterThan(100);
  });

  it('take no more memory than they may', async () => {
    documents = new Documents({ rememberedBytes: 40_000 });
    for (let index = 0; index < 5; index += 1) {
      await documents.pdf(content(index), facts);
      expect(documents.size).toBeLessThanOrEqual(40_000);
    }
    expect(documents.size).toBeGreaterThan(0);
  });

  it('that are more than may wait are refused until there is room', async () => {
    documents = new Documents({ mostWaiting: 2 });
    const first = [documents.pdf(content(1), facts), documents.pdf(content(2), facts)];
    await expect(documents.pdf(content(3), facts)).rejects.toMatchObject({ kind: 'unavailable' });
    await Promise.all(first);
    expect((await documents.pdf(content(3), facts)).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('that cannot be made fail by themselves', async () => {
    documents = new Documents();
    const strange = embed({ type: 'thematicBreak' });
    await expect(documents.pdf(strange, facts)).rejects.toThrow('no way to show "thematicBreak"');
    expect((await documents.pdf(content(1), facts)).length).toBeGreaterThan(1_000);
  });
});
