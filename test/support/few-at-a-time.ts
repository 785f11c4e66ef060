/** As many as one caller has turns: another request would wait for its own, and not for longer than eight seconds. */
const few = 8;

/** Does the same with each of them, a few at a time, as one caller that makes many requests has to. */
export async function fewAtATime<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...items.entries()].toReversed();
  const workNext = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [index, item] = next;
      results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: few }, workNext));
  return results;
}
