import { opensAfter } from '#lib/catalog/breaker.ts';
import { collectorRows, lateAfterMs } from '#lib/catalog/collectors.ts';
import { table } from '#lib/catalog/table.ts';
import { formatDuration } from '#lib/format.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { Reading, Verdict } from './reading.ts';

/** A source as the collection pages read it. Epoch ms. */
export type WatchedSource = {
  collector: string;
  account: string;
  region: string;
  word: string;
  since: number | null;
  readAt: number | null;
  /** The newest run that ended; `word` is its loudest failure's. */
  last: { status: string; isInterrupted: boolean; word: string | null } | null;
};
/** An account that is asked, and how often in a row its role was refused. */
export type WatchedAccount = { id: string; refusals: number; refusedSince: number | null; refusedCode: string | null };

/** `workingSince`: since when runs have followed each other without a pause, over all places; null where none began lately. */
type Moment = { now: number; workingSince: number | null };

/** Some collector begins a run every minute: a longer pause is Trailwatch's own. */
const pauseMs = 5 * minuteMs;

/** Since when runs have followed each other without a pause, by when some began, oldest first (epoch ms); null where none did lately. */
export function workingSinceOf(begun: readonly number[], now: number): number | null {
  const last = begun.at(-1);
  if (last === undefined || now - last > pauseMs) return null;
  const pause = begun.findLastIndex((at, nth) => nth > 0 && at - (begun[nth - 1] ?? at) > pauseMs);
  return begun[Math.max(0, pause)] ?? null;
}

/** A source that gives less than all for longer is worth a look: what is throttled now and then comes a little later. */
const partialForMs = hourMs;

const says = table<string>({ denied: 'is denied', throttled: 'is throttled', late: 'is late' });
const feedsOf = (collector: string): string =>
  Object.hasOwn(collectorRows, collector) ? collectorRows[collector as keyof typeof collectorRows].feeds : 'what it reads';

/** Of a machine that slept, everything is late at first, and nothing was denied for as long as nobody asked. */
const hasLasted = (since: number | null, ms: number, { now, workingSince }: Moment): boolean =>
  workingSince !== null && now - Math.max(since ?? workingSince, workingSince) >= ms;

const brokenOf = (source: WatchedSource, sentence: string, now: number): Verdict => ({
  verdict: 'broken',
  since: source.since ?? source.readAt,
  sentence,
  figure: source.readAt === null ? 'never read' : formatDuration(now - source.readAt),
});

function verdictOn(source: WatchedSource, moment: Moment): Verdict {
  const { word, since, last } = source;
  if (word === 'healthy') return { verdict: 'holds' };
  const dark = feedsOf(source.collector);
  if (word === 'partial') {
    const isRefused = last?.word === 'denied' || last?.word === 'throttled';
    if (!isRefused) return { verdict: 'holds' };
    if (!hasLasted(since, partialForMs, moment)) return { verdict: 'unknown' };
    return brokenOf(source, `${says[last.word ?? '']} in part, so that some is missing of ${dark}`, moment.now);
  }
  // What never ended a run is at its first, or waits for its turn; what was cut short is asked again.
  const isUntold = last === null || (last.status === 'failed' && last.isInterrupted);
  if (isUntold || !hasLasted(since, lateAfterMs, moment)) return { verdict: 'unknown' };
  return brokenOf(source, `${says[word] ?? 'fails'}, so that nothing new is known of ${dark}`, moment.now);
}

function accountReading({ id, refusals, refusedSince, refusedCode }: WatchedAccount, now: number): Reading {
  const about = { rule: 'collection_failing', subject: { account: id, region: '', kind: 'account', name: id } };
  if (refusals === 0) return { ...about, verdict: 'holds' };
  if (refusals < opensAfter || refusedSince === null || now - refusedSince < lateAfterMs) return { ...about, verdict: 'unknown' };
  const code = refusedCode ? ` (${refusedCode})` : '';
  const sentence = `refuses the role of Trailwatch${code}, so that nothing of it is read`;
  return { ...about, verdict: 'broken', since: refusedSince, sentence, figure: formatDuration(now - refusedSince) };
}

/**
 * Which collectors get nothing, or for long not all, from an account and Region, by the words of the collection pages. An account whose role is
 * refused is one matter, and none of each of its collectors; what a spent budget leaves unasked (`isHeld`) is the budget's.
 */
export function collectionReadings(
  { sources, accounts, isHeld }: { sources: readonly WatchedSource[]; accounts: readonly WatchedAccount[]; isHeld: boolean },
  moment: Moment,
): Reading[] {
  const refused = new Set(accounts.filter(({ refusals }) => refusals > 0).map(({ id }) => id));
  const isOpaque = ({ account, word }: WatchedSource): boolean => refused.has(account) || (isHeld && word === 'late');
  return [
    ...accounts.map((account) => accountReading(account, moment.now)),
    ...sources.map((source): Reading => {
      const { account, region, collector } = source;
      const verdict: Verdict = isOpaque(source) ? { verdict: 'unknown' } : verdictOn(source, moment);
      return { rule: 'collection_failing', subject: { account, region, kind: 'collector', name: collector }, ...verdict };
    }),
  ];
}
