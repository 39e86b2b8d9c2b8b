import { dayMs, hourMs } from '#lib/time.ts';
import { type ChainOptions, walkChain } from './chain.ts';
import { Cover } from './cover.ts';
import type { Digest, NamedLog } from './digest.ts';
import { type JudgedLog, judgeLog } from './judge.ts';
import { chainId, type DigestKey, dayFolder, type LogKey, parseTrailKey, type TrailPlace, trailPrefix } from './keys.ts';
import { Leftovers } from './leftovers.ts';
import { readAhead } from './read-ahead.ts';
import type { TrailReader } from './reader.ts';
import type { TrailResult } from './verdicts.ts';
import type { AnchorStep, ChainStep, TrailStatus, TrailWindow } from './walk.ts';

export type PlaceOptions = Omit<ChainOptions, 'status'> & {
  statusOf: (trail: string, homeRegion: string) => TrailStatus | null;
  /** One trail alone. Its log files cannot be told from those of others beside it, so that none is called unnamed then. */
  trail: string | null;
};

const isDigest = (key: ReturnType<typeof parseTrailKey>): key is DigestKey => key?.kind === 'digest';
const isLog = (key: ReturnType<typeof parseTrailKey>): key is LogKey => key?.kind === 'log';

/** The keys of a place's folder from the day of the window's start to that of its end, and a day more: trails end their hours apart. */
async function* listWindow(reader: TrailReader, prefix: string, { from, to }: TrailWindow) {
  const after = from === null ? prefix : `${prefix}${dayFolder(from - hourMs)}`;
  const last = `${prefix}${dayFolder(to + dayMs)}/~`;
  for await (const key of reader.list(prefix, after)) {
    if (key > last) return;
    yield parseTrailKey(key);
  }
}

/** Each chain's keys, newest first: those of the window, and one after it. */
async function listChains(reader: TrailReader, place: TrailPlace, options: PlaceOptions): Promise<DigestKey[][]> {
  const { from, to, trail } = options;
  const found: DigestKey[] = [];
  for await (const key of listWindow(reader, trailPrefix(place, 'CloudTrail-Digest'), options)) {
    if (isDigest(key) && (trail === null || key.trail === trail) && (from === null || key.endAt > from)) found.push(key);
  }
  const chains = Map.groupBy(found, chainId).values();
  return [...chains].flatMap((keys) => {
    const sorted = keys.toSorted((a, b) => b.endAt - a.endAt);
    const first = sorted.findIndex(({ endAt }) => endAt - hourMs < to);
    return first < 0 ? [] : [sorted.slice(sorted[first]?.isBackfill ? first : Math.max(0, first - 1))];
  });
}

const statusOf = ([first]: readonly DigestKey[], options: PlaceOptions): TrailStatus | null =>
  first ? options.statusOf(first.trail, first.homeRegion) : null;

type Named = { digest: Digest; chain: string; logs: readonly NamedLog[] };

/** What a walk's step names and the window holds: of an anchor, the files that were written within it and delivered after. */
function namedBy({ result, proved }: ChainStep | AnchorStep, chain: string, { to }: TrailWindow): Named | null {
  if (proved === null) return null;
  const isWithin = ({ key: text }: NamedLog): boolean => {
    const key = parseTrailKey(text);
    return isLog(key) && key.deliveredAt < to;
  };
  return { digest: proved, chain, logs: result === null ? proved.logs.filter(isWithin) : proved.logs };
}

/** The log files that a proved digest names, one by one. */
async function* logsOf(reader: TrailReader, { digest, chain, logs }: Named): AsyncGenerator<[TrailResult, JudgedLog]> {
  const read = async (named: NamedLog): Promise<JudgedLog> =>
    named.bucket === digest.bucket
      ? judgeLog(await reader.read(named.key), named)
      : { kind: 'elsewhere', contentHash: null, note: `bucket ${named.bucket}` };
  for await (const [log, judged] of readAhead(logs, read)) {
    const key = parseTrailKey(log.key);
    const at = isLog(key) ? key.deliveredAt : digest.startAt;
    const { kind, note } = judged;
    const common = { of: 'log', kind, key: log.key, digest: digest.key, from: at, to: at, chain } as const;
    yield [{ ...common, ...(note ? { note } : {}) }, judged];
  }
}

/**
 * Verifies all that CloudTrail delivered for one account in one Region: every digest of every trail, each log file that they name, and those
 * that none names. Results come as they are found; those on missing and on altered log files last, when it is known what lies elsewhere.
 * @throws what the reader throws
 */
export async function* verifyPlace(reader: TrailReader, place: TrailPlace, options: PlaceOptions): AsyncGenerator<TrailResult> {
  const chains = await listChains(reader, place, options);
  const cover = new Cover(options.to);
  const leftovers = new Leftovers();
  for (const entries of chains) {
    const chain = entries[0] ? chainId(entries[0]) : '';
    for await (const step of walkChain(reader, entries, { ...options, status: statusOf(entries, options) })) {
      cover.step(step);
      if (step.result) yield step.result;
      const named = namedBy(step, chain, options);
      if (named === null) continue;
      for await (const [result, judged] of logsOf(reader, named)) {
        if (!leftovers.take(result, judged)) yield result;
      }
    }
  }
  const others: LogKey[] = [];
  for await (const key of listWindow(reader, trailPrefix(place, 'CloudTrail'), options)) {
    const isInside = isLog(key) && (options.from === null || key.deliveredAt >= options.from) && key.deliveredAt < options.to;
    if (isInside && typeof cover.named.get(key.key) !== 'string') others.push(key);
  }
  yield* leftovers.settle(reader, { cover, others, isWhole: options.trail === null, hasDigests: chains.length > 0 });
}
