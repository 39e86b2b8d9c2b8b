import { hourMs } from '#lib/time.ts';
import type { PreviousDigest } from './digest.ts';
import { type JudgedDigest, judgeDigest } from './judge.ts';
import { chainId, type DigestKey, parseTrailKey } from './keys.ts';
import type { TrailPublicKeys } from './public-keys.ts';
import { readAhead } from './read-ahead.ts';
import type { TrailObject, TrailReader } from './reader.ts';
import { type ChainStep, stepOf, type WalkOptions } from './walk.ts';

type Found = { entry: DigestKey; object: TrailObject; judged: JudgedDigest };
type Options = WalkOptions & { publicKeys: TrailPublicKeys };

/**
 * Walks the `_backfill` digests of a trail, which name log files that were late for the digest of their hour. They follow each other in the
 * order in which they were made, whatever the hours that they are of, and no hour needs one: only their links are held against them.
 */
export async function* walkBackfill(
  reader: TrailReader,
  entries: readonly DigestKey[],
  options: Options,
): AsyncGenerator<ChainStep> {
  const { bucket, publicKeys } = options;
  const judge = (key: string, object: TrailObject, expected: PreviousDigest | null) =>
    judgeDigest(object, { bucket, publicKeys, key, expected });
  const found = new Map<string, Found>();
  for await (const [entry, object] of readAhead(entries, ({ key }) => reader.read(key))) {
    found.set(entry.key, { entry, object, judged: judge(entry.key, object, null) });
  }
  const lost: PreviousDigest[] = [];
  const held = new Set<string>();
  const linked = ({ judged }: Found): PreviousDigest | null => (judged.isProved ? (judged.digest?.previous ?? null) : null);
  for (const start of found.values()) {
    // What one proves of the one before it may be all that proves that one, and so on.
    for (let previous = linked(start); previous && !held.has(previous.key); ) {
      held.add(previous.key);
      const before = found.get(previous.key);
      if (!before) lost.push(previous);
      else before.judged = judge(previous.key, before.object, previous);
      previous = before ? linked(before) : null;
    }
  }
  const keys = new Set(found.keys());
  for (const { entry, judged } of found.values()) yield stepOf(entry, judged, keys);
  for (const { key } of lost) yield* lostStep(key, entries, options);
}

/** Nothing where it lies before the window, or is no backfill digest of the trail: then its own chain tells of it. */
function* lostStep(key: string, [first]: readonly DigestKey[], { from }: Options): Generator<ChainStep> {
  const named = parseTrailKey(key);
  if (!first || named?.kind !== 'digest' || chainId(named) !== chainId(first) || (from !== null && named.endAt <= from)) return;
  const span = { from: named.endAt - hourMs, to: named.endAt };
  const result = { of: 'digest', kind: 'missing', key, ...span, chain: chainId(first), isBackfill: true } as const;
  yield { result, proved: null, doubted: null };
}
