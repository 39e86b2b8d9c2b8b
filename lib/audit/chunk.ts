import { unzstd, zstd } from './zstd.ts';

/** What is kept of each event to find and count it: the ids of its words. */
export const wordColumns = ['actor', 'call', 'origin', 'outcome', 'session', 'object'] as const;
export type WordColumn = (typeof wordColumns)[number];

/** No chunk holds more: a code within one fits 16 bits. */
export const mostEvents = 65_536;

/** An event as a chunk knows it: epoch ms, the first four bytes of its key as an unsigned number, ids of its words. */
export type ChunkEvent = { at: number; prefix: number } & Readonly<Record<WordColumn, number>>;

/** Ids by their place in `ids`, which is ascending. */
export type Coded = { ids: Int32Array; codes: Uint8Array | Uint16Array };

export type PackedChunk = { fromAt: number; toAt: number; events: number } & Record<'at' | 'prefix' | WordColumn, Buffer>;

/** Newest first; within one moment by the key, as pages are. */
export const newestFirst = (a: Pick<ChunkEvent, 'at' | 'prefix'>, b: Pick<ChunkEvent, 'at' | 'prefix'>): number =>
  b.at - a.at || b.prefix - a.prefix;

const bytesOf = (values: Int32Array | Uint32Array | Uint16Array | Uint8Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

function coded(values: readonly number[]): Coded {
  const ids = Int32Array.from(new Set(values)).sort();
  const places = new Map(Array.from(ids, (id, place) => [id, place]));
  const codes = ids.length <= 256 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  values.forEach((id, index) => {
    codes[index] = places.get(id) as number;
  });
  return { ids, codes };
}

/** The number of ids, what each is more than the one before, and the codes. Numbers are little-endian, as every machine that runs this has them. */
function packColumn(values: readonly number[]): Promise<Buffer> {
  const { ids, codes } = coded(values);
  const steps = ids.map((id, place) => (place === 0 ? id : id - (ids[place - 1] as number)));
  return zstd(Buffer.concat([bytesOf(Int32Array.of(ids.length)), bytesOf(steps), bytesOf(codes)]));
}

/** Differences: most are small. */
function packMoments(events: readonly ChunkEvent[], newest: number): Promise<Buffer> {
  let last = newest;
  const steps = Uint32Array.from(events, ({ at }) => {
    const step = last - at;
    last = at;
    return step;
  });
  return zstd(bytesOf(steps));
}

/**
 * Packs the events of one month by columns.
 * @param events 1 to {@link mostEvents}, in any order
 */
export async function packChunk(events: readonly ChunkEvent[]): Promise<PackedChunk> {
  const sorted = events.toSorted(newestFirst);
  const toAt = sorted[0]?.at ?? 0;
  const words = await Promise.all(wordColumns.map((column) => packColumn(sorted.map((event) => event[column]))));
  return {
    fromAt: sorted.at(-1)?.at ?? 0,
    toAt,
    events: sorted.length,
    at: await packMoments(sorted, toAt),
    prefix: await zstd(bytesOf(Uint32Array.from(sorted, ({ prefix }) => prefix))),
    ...(Object.fromEntries(wordColumns.map((column, index) => [column, words[index]])) as Record<WordColumn, Buffer>),
  };
}

const aligned = (packed: Uint8Array): ArrayBuffer => new Uint8Array(unzstd(packed)).buffer;

/** @returns ms before the newest of the chunk, ascending */
export function unpackMoments(packed: Uint8Array): Uint32Array {
  const steps = new Uint32Array(aligned(packed));
  for (let index = 1; index < steps.length; index += 1) steps[index] = (steps[index] as number) + (steps[index - 1] as number);
  return steps;
}

export const unpackPrefixes = (packed: Uint8Array): Uint32Array => new Uint32Array(aligned(packed));

export function unpackColumn(packed: Uint8Array): Coded {
  const bytes = aligned(packed);
  const count = new Int32Array(bytes, 0, 1)[0] as number;
  const start = 4 * (1 + count);
  const ids = new Int32Array(bytes, 4, count);
  for (let place = 1; place < count; place += 1) ids[place] = (ids[place] as number) + (ids[place - 1] as number);
  return {
    ids,
    codes: count <= 256 ? new Uint8Array(bytes, start) : new Uint16Array(bytes, start),
  };
}
