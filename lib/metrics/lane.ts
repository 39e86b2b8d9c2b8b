import { endpointRules, type Health, healthWords } from '#lib/catalog/health.ts';
import type { Span } from './gaps.ts';
import type { EndpointEvidence } from './health.ts';
import type { Track } from './track.ts';

/** A stretch of one word; epoch ms. */
export type LaneStretch = { from: number; to: number; word: Health };

export const laneBucketMs = 15 * 60_000;
const harmMinutes = 5;
const shortMinutes = 10;

const count = (track: Track, from: number, holds: (value: number, index: number) => boolean): number => {
  const start = track.values.length - Math.round((track.endsAt - from) / 60_000);
  let found = 0;
  for (let index = Math.max(0, start); index < Math.min(track.values.length, start + laneBucketMs / 60_000); index += 1) {
    const value = track.values[index];
    if (value !== null && value !== undefined && holds(value, index)) found += 1;
  }
  return found;
};

const isRead = (covered: readonly Span[], from: number, end: number): boolean => {
  const middle = (from + Math.min(end, from + laneBucketMs)) / 2000;
  return covered.some((span) => middle >= span.from && middle < span.to);
};

/** Minutes that CloudWatch has not settled are no gap. */
const settlingMs = endpointRules.read.limit * 60_000;

/** The word that a quarter of an hour would have earned by the rules that can be judged from stored figures. */
function wordAt(evidence: EndpointEvidence, covered: readonly Span[], from: number, end: number): Health {
  if (!isRead(covered, from, end)) return 'unknown';
  const limit = evidence.p99LimitMs;
  const harmed = count(evidence.errorShare, from, (value) => value > 1);
  const slow = limit === null ? 0 : count(evidence.p99Ms, from, (value) => value > limit);
  if (harmed >= harmMinutes || slow >= harmMinutes) return 'failing';
  const offset = evidence.wanted.values.length - evidence.running.values.length;
  const short = count(evidence.running, from, (value, index) => value < (evidence.wanted.values[index + offset] ?? 0));
  if (short >= shortMinutes) return 'degraded';
  return count(evidence.calls, from, (value) => value > 0) === 0 ? 'no_traffic' : 'healthy';
}

/** Quarters of hours from `from` to `to` (epoch ms), equal neighbours joined. Nothing stands before the first time that was read. */
export function laneOf(
  evidence: EndpointEvidence,
  covered: readonly Span[],
  window: { from: number; to: number },
): LaneStretch[] {
  const words: LaneStretch[] = [];
  const firstRead = Math.min(...covered.map((span) => span.from * 1000));
  const readTo = Math.max(0, ...covered.map((span) => span.to * 1000));
  const end = window.to - readTo < settlingMs ? readTo : window.to;
  for (let from = window.from; from < end; from += laneBucketMs) {
    if (from + laneBucketMs > firstRead)
      words.push({ from, to: Math.min(end, from + laneBucketMs), word: wordAt(evidence, covered, from, end) });
  }
  return joined(words);
}

const joined = (stretches: readonly LaneStretch[]): LaneStretch[] =>
  stretches.reduce<LaneStretch[]>((all, next) => {
    const last = all.at(-1);
    if (last && last.word === next.word && last.to === next.from) all[all.length - 1] = { ...last, to: next.to };
    else all.push(next);
    return all;
  }, []);

/** The worst word of several lanes at each moment. */
export function worstLane(lanes: readonly (readonly LaneStretch[])[], window: { from: number; to: number }): LaneStretch[] {
  const cursors = lanes.map(() => 0);
  const words: LaneStretch[] = [];
  for (let from = window.from; from < window.to; from += laneBucketMs) {
    let word: Health | null = null;
    for (const [index, lane] of lanes.entries()) {
      let cursor = cursors[index] ?? 0;
      while (cursor < lane.length && (lane[cursor]?.to ?? 0) <= from) cursor += 1;
      cursors[index] = cursor;
      const stretch = lane[cursor];
      if (!stretch || stretch.from > from) continue;
      if (word === null || healthWords[stretch.word].rank < healthWords[word].rank) word = stretch.word;
    }
    if (word !== null) words.push({ from, to: Math.min(window.to, from + laneBucketMs), word });
  }
  return joined(words);
}
