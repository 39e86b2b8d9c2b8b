import type { Coded, WordColumn } from '../chunk.ts';
import { placesWithin, type SearchChunk } from './chunk.ts';
import { type Clause, clausesFor, prepareClauses, selectPlaces } from './clause.ts';

/** What is asked: events in `[from, to)`, epoch ms, that pass every clause. */
export type Search = { from: number; to: number; clauses: readonly Clause[] };

/** Lets others have their turn: called between chunks. */
export type Breathe = () => Promise<void>;

const overlaps = ({ fromAt, toAt }: SearchChunk, { from, to }: Search): boolean => toAt >= from && fromAt < to;

/** Calls with the places of each chunk that pass; all of a range's where nothing is asked, for which there need be no list. */
export async function eachSelected(
  chunks: readonly SearchChunk[],
  search: Search,
  {
    breathe,
    work,
  }: { breathe: Breathe; work: (chunk: SearchChunk, selected: Uint32Array | null, range: [number, number]) => void },
): Promise<void> {
  for (const chunk of chunks) {
    if (!overlaps(chunk, search)) continue;
    const prepared = prepareClauses(chunk, await clausesFor(chunk, search.clauses));
    if (!prepared) continue;
    const range = placesWithin(chunk, search.from, search.to);
    if (range[0] < range[1]) work(chunk, prepared.length === 0 ? null : selectPlaces(chunk, prepared, range), range);
    await breathe();
  }
}

/** Counts of each id of columns. */
export type Counts = Record<WordColumn, Uint32Array>;

/** Counts of each code of a column in all of its chunk: asked for by every figure that no filter narrows, and then never again. */
const wholes = new WeakMap<Coded, Uint32Array>();

function wholeOf(coded: Coded): Uint32Array {
  const known = wholes.get(coded);
  if (known) return known;
  const counts = new Uint32Array(coded.ids.length);
  for (const code of coded.codes) counts[code] = (counts[code] as number) + 1;
  wholes.set(coded, counts);
  return counts;
}

/** The places of `[0, events)` that are not selected. */
function others(selected: Uint32Array, events: number): Uint32Array {
  const left = new Uint32Array(events - selected.length);
  let count = 0;
  let next = 0;
  for (let place = 0; place < events; place += 1) {
    if (next < selected.length && selected[next] === place) next += 1;
    else left[count++] = place;
  }
  return left;
}

/** Counts of each code: of all of a chunk, of some places, or of all but some, whichever are the fewer. */
type Part = { of: 'all' } | { of: 'range'; range: [number, number] } | { of: 'these' | 'all but these'; places: Uint32Array };

function partOf({ events }: SearchChunk, selected: Uint32Array | null, range: [number, number]): Part {
  const isWhole = range[0] === 0 && range[1] === events;
  if (!selected) return isWhole ? { of: 'all' } : { of: 'range', range };
  if (!isWhole || 2 * selected.length < events) return { of: 'these', places: selected };
  return { of: 'all but these', places: others(selected, events) };
}

function countsOf(coded: Coded, part: Part): Uint32Array {
  if (part.of === 'all') return wholeOf(coded);
  const { codes } = coded;
  const isLess = part.of === 'all but these';
  const counts = isLess ? wholeOf(coded).slice() : new Uint32Array(coded.ids.length);
  if (part.of === 'range') {
    for (let place = part.range[0]; place < part.range[1]; place += 1) {
      const code = codes[place] as number;
      counts[code] = (counts[code] as number) + 1;
    }
    return counts;
  }
  const step = isLess ? -1 : 1;
  for (let index = 0; index < part.places.length; index += 1) {
    const code = codes[part.places[index] as number] as number;
    counts[code] = (counts[code] as number) + step;
  }
  return counts;
}

function countInto(total: Uint32Array, coded: Coded, part: Part): void {
  const counts = countsOf(coded, part);
  for (let code = 0; code < counts.length; code += 1) {
    const id = coded.ids[code] as number;
    total[id] = (total[id] as number) + (counts[code] as number);
  }
}

/**
 * How many events say each word.
 * @param sizes of each column that is counted, one more than its greatest id
 */
export async function countWords(
  chunks: readonly SearchChunk[],
  search: Search,
  { sizes, breathe }: { sizes: Partial<Record<WordColumn, number>>; breathe: Breathe },
): Promise<Partial<Counts>> {
  const columns = Object.keys(sizes) as WordColumn[];
  const counts: Partial<Counts> = Object.fromEntries(columns.map((column) => [column, new Uint32Array(sizes[column] ?? 0)]));
  await eachSelected(chunks, search, {
    breathe,
    work: (chunk, selected, range) => {
      const part = partOf(chunk, selected, range);
      for (const column of columns) countInto(counts[column] as Uint32Array, chunk[column], part);
    },
  });
  return counts;
}

/**
 * Events in steps of time by the kind of their outcome.
 * @param kinds 0, 1 or 2 for each outcome's id
 * @returns three counts for each step since the one that holds `from`, epoch steps
 */
export async function countSteps(
  chunks: readonly SearchChunk[],
  search: Search,
  { stepMs, kinds, breathe }: { stepMs: number; kinds: Uint8Array; breathe: Breathe },
): Promise<{ start: number; counts: Uint32Array }> {
  const start = Math.floor(search.from / stepMs);
  const counts = new Uint32Array(3 * (Math.floor((search.to - 1) / stepMs) - start + 1));
  await eachSelected(chunks, search, {
    breathe,
    work: ({ moments, toAt, outcome: { ids, codes } }, selected, [first, last]) => {
      const local = Uint8Array.from(ids, (id) => kinds[id] ?? 2);
      const count = selected?.length ?? last - first;
      // Places go back in time, and so do steps: the last moment of one is the step's first instant.
      let step = Math.floor(toAt / stepMs);
      for (let index = 0; index < count; index += 1) {
        const place = selected ? (selected[index] as number) : first + index;
        const moment = moments[place] as number;
        if (moment > toAt - step * stepMs) step = Math.floor((toAt - moment) / stepMs);
        const bar = 3 * (step - start) + (local[codes[place] as number] as number);
        counts[bar] = (counts[bar] as number) + 1;
      }
    },
  });
  return { start, counts };
}

export type Extent = { events: number; oldestAt: number | null; newestAt: number | null };

/** How many there are, and from when to when; epoch ms. */
export async function measureExtent(chunks: readonly SearchChunk[], search: Search, breathe: Breathe): Promise<Extent> {
  const extent: Extent = { events: 0, oldestAt: null, newestAt: null };
  await eachSelected(chunks, search, {
    breathe,
    work: ({ moments, toAt }, selected, [first, last]) => {
      const count = selected?.length ?? last - first;
      if (count === 0) return;
      const newest = toAt - (moments[selected ? (selected[0] as number) : first] as number);
      const oldest = toAt - (moments[selected ? (selected[count - 1] as number) : last - 1] as number);
      extent.events += count;
      extent.newestAt = Math.max(extent.newestAt ?? newest, newest);
      extent.oldestAt = Math.min(extent.oldestAt ?? oldest, oldest);
    },
  });
  return extent;
}

/** Where an event stands in time, as pages are ordered. */
export type Spot = { at: number; prefix: number };
/** Where to go on: at a spot, or behind it. */
export type From = Spot & { isBehind: boolean };

const byNewest = (a: Spot, b: Spot): number => b.at - a.at || b.prefix - a.prefix;
/** So many events are looked at in one go: most pages are full long before a chunk ends. */
const stride = 4096;

/** The first `limit` of a chunk from a spot on. */
async function firstOf(
  chunk: SearchChunk,
  search: Search,
  { after, limit }: { after: From | null; limit: number },
): Promise<Spot[]> {
  const prepared = prepareClauses(chunk, await clausesFor(chunk, search.clauses));
  if (!prepared) return [];
  const [first, last] = placesWithin(chunk, search.from, after ? Math.min(search.to, after.at + 1) : search.to);
  const spots: Spot[] = [];
  for (let start = first; start < last && spots.length < limit; start += stride) {
    for (const place of selectPlaces(chunk, prepared, [start, Math.min(start + stride, last)])) {
      const spot = { at: chunk.toAt - (chunk.moments[place] as number), prefix: chunk.prefixes[place] as number };
      if (!after || byNewest(after, spot) < (after.isBehind ? 0 : 1)) spots.push(spot);
    }
  }
  return spots.slice(0, limit);
}

/**
 * The newest events that pass, from `after` on: unless it is behind it, what shares its time and prefix is among them.
 * @param chunks by their newest event, newest first
 */
export async function newestSpots(
  chunks: readonly SearchChunk[],
  search: Search,
  { after, limit, breathe }: { after: From | null; limit: number; breathe: Breathe },
): Promise<Spot[]> {
  let spots: Spot[] = [];
  for (const chunk of chunks) {
    const last = spots.length >= limit ? spots[limit - 1] : undefined;
    if (last && chunk.toAt < last.at) break;
    if (!overlaps(chunk, search) || (after && chunk.fromAt > after.at)) continue;
    const found = await firstOf(chunk, search, { after, limit });
    if (found.length > 0) spots = [...spots, ...found].sort(byNewest).slice(0, limit);
    await breathe();
  }
  return spots;
}
