import {
  type Coded,
  type PackedChunk,
  unpackColumn,
  unpackMoments,
  unpackPrefixes,
  type WordColumn,
  wordColumns,
} from '../chunk.ts';

/** A chunk as it is searched: events newest first, each a place from 0. */
export type SearchChunk = {
  /** Epoch ms of its newest and oldest event. */
  toAt: number;
  fromAt: number;
  events: number;
  /** ms before `toAt`, ascending. */
  moments: Uint32Array;
  prefixes: Uint32Array;
} & Readonly<Record<WordColumn, Coded>>;

export const searchChunkOf = (packed: PackedChunk): SearchChunk => ({
  toAt: packed.toAt,
  fromAt: packed.fromAt,
  events: packed.events,
  moments: unpackMoments(packed.at),
  prefixes: unpackPrefixes(packed.prefix),
  ...(Object.fromEntries(wordColumns.map((column) => [column, unpackColumn(packed[column])])) as Record<WordColumn, Coded>),
});

/** Places `[first, last)` of the events within `[from, to)`, epoch ms. */
export function placesWithin({ moments, toAt, events }: SearchChunk, from: number, to: number): [number, number] {
  // The first that is no newer than `to - 1` to the last that is no older than `from`.
  const firstFrom = (least: number): number => {
    let [low, high] = [0, events];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((moments[middle] as number) < least) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [firstFrom(toAt - to + 1), firstFrom(toAt - from + 1)];
}
