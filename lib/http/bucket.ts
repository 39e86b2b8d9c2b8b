/** So many requests at once, and one more every `everyMs`. */
export type Allowance = { name: string; most: number; everyMs: number };

/** How full it was, at an instant in epoch ms. */
export type Bucket = { left: number; at: number };

export type Taken = { bucket: Bucket; isAllowed: boolean; left: number; waitMs: number };

/** Takes one out, where one is left; `waitMs` is until the next comes in. */
export function take(bucket: Bucket | undefined, { most, everyMs }: Allowance, now: number): Taken {
  const passed = bucket ? Math.max(0, now - bucket.at) : 0;
  const full = Math.min(most, (bucket?.left ?? most) + passed / everyMs);
  const isAllowed = full >= 1;
  const left = isAllowed ? full - 1 : full;
  return { bucket: { left, at: now }, isAllowed, left: Math.floor(left), waitMs: Math.ceil((1 - (left % 1)) * everyMs) };
}

/** So many are kept apart; beyond, the one that was used longest ago is forgotten, and full again. */
const mostBuckets = 20_000;

type Asked = { key: string; allowance: Allowance; now: number };

/** Takes one out of the bucket of this name. */
export function takeFrom(buckets: Map<string, Bucket>, { key, allowance, now }: Asked): Taken {
  const taken = take(buckets.get(key), allowance, now);
  buckets.delete(key);
  buckets.set(key, taken.bucket);
  const [oldest] = buckets.keys();
  if (buckets.size > mostBuckets && oldest !== undefined) buckets.delete(oldest);
  return taken;
}
