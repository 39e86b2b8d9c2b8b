import type { WordColumn } from '../chunk.ts';
import type { SearchChunk } from './chunk.ts';
import { type Breathe, eachSelected, type Search } from './scan.ts';

/** How an event counts beside that it is one: bits, so that a stretch of time can hold several. */
export const marks = { read: 1, write: 2, denied: 4, failed: 8 } as const;

/** Of words of two columns that events say together: how many there are, from when to when, and what of them. Instants are epoch ms. */
export type PairTally = {
  /** Ids of the two columns. */
  left: number;
  right: number;
  events: number;
  reads: number;
  writes: number;
  denied: number;
  failed: number;
  firstAt: number;
  lastAt: number;
  /** Marks of each of so many equal stretches of the window. */
  bins: Uint8Array;
};

export type PairPlan = {
  left: WordColumn;
  right: WordColumn;
  /** A mark of each id: `read` or `write` of a call, `denied`, `failed` or 0 of an outcome. */
  ofCall: Uint8Array;
  ofOutcome: Uint8Array;
  bins: number;
  /** More pairs than this are left out. */
  most: number;
  breathe: Breathe;
};

type Tallies = Map<number, Map<number, PairTally>>;

const noTally = { events: 0, reads: 0, writes: 0, denied: 0, failed: 0, firstAt: Number.POSITIVE_INFINITY, lastAt: 0 };

function addTally(tallies: Tallies, { left, right, bins }: { left: number; right: number; bins: number }): PairTally {
  const tally = { left, right, ...noTally, bins: new Uint8Array(bins) };
  tallies.set(left, (tallies.get(left) ?? new Map<number, PairTally>()).set(right, tally));
  return tally;
}

function noteIn(tally: PairTally, mark: number, at: number): void {
  tally.events += 1;
  if (mark & marks.read) tally.reads += 1;
  if (mark & marks.write) tally.writes += 1;
  if (mark & marks.denied) tally.denied += 1;
  if (mark & marks.failed) tally.failed += 1;
  tally.firstAt = Math.min(tally.firstAt, at);
  tally.lastAt = Math.max(tally.lastAt, at);
}

/** What was denied or failed changed nothing, whatever the call is made for. */
const markOf = (call: number, outcome: number): number => (outcome === 0 ? call : outcome);

/**
 * Events by two columns together. What passes is the newest first, so that with more pairs than `most` those of the newest events stay.
 * @returns in no order
 */
export async function tallyPairs(
  chunks: readonly SearchChunk[],
  search: Search,
  { left, right, ofCall, ofOutcome, bins, most, breathe }: PairPlan,
): Promise<{ tallies: PairTally[]; isCut: boolean }> {
  const tallies: Tallies = new Map();
  let [count, isCut] = [0, false];
  const width = (search.to - search.from) / Math.max(1, bins);
  await eachSelected(chunks, search, {
    breathe,
    work: (chunk, selected, [first, last]) => {
      const [lefts, rights, calls, outcomes] = [chunk[left], chunk[right], chunk.call, chunk.outcome];
      const length = selected?.length ?? last - first;
      for (let index = 0; index < length; index += 1) {
        const place = selected ? (selected[index] as number) : first + index;
        const l = lefts.ids[lefts.codes[place] as number] as number;
        const r = rights.ids[rights.codes[place] as number] as number;
        let tally = tallies.get(l)?.get(r);
        if (!tally) {
          isCut ||= count >= most;
          if (count >= most) continue;
          count += 1;
          tally = addTally(tallies, { left: l, right: r, bins });
        }
        const at = chunk.toAt - (chunk.moments[place] as number);
        const mark = markOf(
          ofCall[calls.ids[calls.codes[place] as number] as number] ?? 0,
          ofOutcome[outcomes.ids[outcomes.codes[place] as number] as number] ?? marks.failed,
        );
        noteIn(tally, mark, at);
        if (bins > 0) {
          const bin = Math.min(bins - 1, Math.floor((at - search.from) / width));
          tally.bins[bin] = (tally.bins[bin] as number) | mark;
        }
      }
    },
  });
  return { tallies: [...tallies.values()].flatMap((inner) => [...inner.values()]), isCut };
}

/**
 * When each word of some columns was said first, epoch ms; infinite where it was not.
 * @param sizes one more than each column's greatest id
 * @param after of one column, for each id the moment behind which it counts
 */
export async function firstMoments<Column extends WordColumn>(
  chunks: readonly SearchChunk[],
  search: Search,
  {
    sizes,
    after,
    breathe,
  }: { sizes: Readonly<Record<Column, number>>; after?: { column: WordColumn; moments: Float64Array }; breathe: Breathe },
): Promise<Record<Column, Float64Array>> {
  const columns = Object.keys(sizes) as Column[];
  const firsts = Object.fromEntries(
    columns.map((column) => [column, new Float64Array(sizes[column]).fill(Number.POSITIVE_INFINITY)]),
  ) as Record<Column, Float64Array>;
  await eachSelected(chunks, search, {
    breathe,
    work: (chunk, selected, [first, last]) => {
      const length = selected?.length ?? last - first;
      for (let index = 0; index < length; index += 1) {
        const place = selected ? (selected[index] as number) : first + index;
        const at = chunk.toAt - (chunk.moments[place] as number);
        if (after) {
          const { ids, codes } = chunk[after.column];
          if (at <= (after.moments[ids[codes[place] as number] as number] ?? Number.POSITIVE_INFINITY)) continue;
        }
        for (const column of columns) {
          const { ids, codes } = chunk[column];
          const id = ids[codes[place] as number] as number;
          if (at < (firsts[column][id] as number)) firsts[column][id] = at;
        }
      }
    },
  });
  return firsts;
}
