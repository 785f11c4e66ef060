/**
 * Whether something settles in that time; if not, it is left to itself. A failure counts as settled, and is not
 * reported: a caller that needs it waits for `work` too.
 *
 * @example if (!(await settlesWithin(2_000, pool.end()))) destroySockets();
 */
export async function settlesWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, timeout]).finally(() => clearTimeout(timer));
}
