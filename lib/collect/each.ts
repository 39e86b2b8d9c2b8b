/**
 * Runs work on many items, at most `atOnce` at a time, and stops taking new ones when told to, or when one
 * failed, which is thrown once those under way have ended. @returns how many it took
 */
export async function eachAtOnce<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<number> {
  let taken = 0;
  const rest = items[Symbol.iterator]();
  let failed: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    for (let next = rest.next(); !next.done && !failed && !signal?.aborted; next = rest.next()) {
      taken += 1;
      await work(next.value).catch((error: unknown) => {
        failed ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failed) throw failed.error;
  return taken;
}
