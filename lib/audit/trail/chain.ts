import { hourMs } from '#lib/time.ts';
import { walkBackfill } from './backfill.ts';
import { judgeDigest } from './judge.ts';
import type { DigestKey } from './keys.ts';
import type { TrailPublicKeys } from './public-keys.ts';
import { readAhead } from './read-ahead.ts';
import type { TrailReader } from './reader.ts';
import { type AnchorStep, type ChainStep, stepOf, Walk, type WalkOptions } from './walk.ts';

export type ChainOptions = WalkOptions & { publicKeys: TrailPublicKeys };

/**
 * Walks one chain of a trail's digests in one Region.
 * @param entries its keys, newest first. The first may end an hour or more after `to`: it is an anchor, read for what it says of the next.
 * @throws what the reader throws
 */
export async function* walkChain(
  reader: TrailReader,
  entries: readonly DigestKey[],
  options: ChainOptions,
): AsyncGenerator<ChainStep | AnchorStep> {
  const [newest] = entries;
  if (!newest) return;
  if (newest.isBackfill) yield* walkBackfill(reader, entries, options);
  else yield* walkHours(reader, entries, options);
}

const isAnchor = ({ endAt }: DigestKey, { to }: ChainOptions): boolean => endAt - hourMs >= to;

async function* walkHours(
  reader: TrailReader,
  entries: readonly DigestKey[],
  options: ChainOptions,
): AsyncGenerator<ChainStep | AnchorStep> {
  const [newest] = entries;
  if (!newest) return;
  const keys = new Set(entries.map(({ key }) => key));
  const walk = new Walk(newest, options);
  const { publicKeys, bucket } = options;
  for await (const [entry, object] of readAhead(entries, ({ key }) => reader.read(key))) {
    const judged = judgeDigest(object, { bucket, key: entry.key, publicKeys, expected: walk.expected(entry.key) });
    if (isAnchor(entry, options)) {
      walk.anchor(entry, judged);
      if (judged.isProved && judged.digest) yield { result: null, proved: judged.digest, doubted: null };
    } else yield* walk.meet(entry, judged, stepOf(entry, judged, keys));
  }
  yield* walk.end();
}
