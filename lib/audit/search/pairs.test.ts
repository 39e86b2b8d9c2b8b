import { expect, test } from 'vitest';
import { type ChunkEvent, packChunk } from '../chunk.ts';
import { type SearchChunk, searchChunkOf } from './chunk.ts';
import { firstMoments, marks, tallyPairs } from './pairs.ts';

const start = Date.parse('2026-11-01T00:00:00Z');
const breathe = async (): Promise<void> => {};
const event = (seconds: number, more: Partial<ChunkEvent> = {}): ChunkEvent => ({
  at: start + seconds * 1000,
  prefix: seconds,
  ...{ actor: 1, call: 1, origin: 1, outcome: 1, session: 1, object: 0 },
  ...more,
});

/** Call 1 reads, 2 writes; outcome 1 is ok, 2 denied. */
const ofCall = Uint8Array.from([0, marks.read, marks.write]);
const ofOutcome = Uint8Array.from([0, 0, marks.denied]);
const plan = { left: 'session', right: 'actor', ofCall, ofOutcome, bins: 10, most: 10, breathe } as const;
const search = { from: start, to: start + 100_000, clauses: [] };

const events = [
  [event(5), event(15, { call: 2 }), event(16, { call: 2, outcome: 2 })],
  [event(95, { session: 2 }), event(3, { actor: 2 }), event(200)],
];
async function packed(lists: ChunkEvent[][]): Promise<SearchChunk[]> {
  const chunks: SearchChunk[] = [];
  for (const list of lists) chunks.push(searchChunkOf(await packChunk(list)));
  return chunks.toSorted((a, b) => b.toAt - a.toAt);
}

test('events are counted by two columns together, what was denied apart from what was done, each in its stretch of time', async () => {
  const { tallies, isCut } = await tallyPairs(await packed(events), search, plan);
  const told = tallies.map(({ bins, firstAt, lastAt, ...rest }) => ({
    ...rest,
    bins: [...bins].join(''),
    span: [firstAt - start, lastAt - start],
  }));
  expect(told.toSorted((a, b) => a.left - b.left || a.right - b.right)).toEqual([
    { left: 1, right: 1, events: 3, reads: 1, writes: 1, denied: 1, failed: 0, bins: '1600000000', span: [5000, 16_000] },
    { left: 1, right: 2, events: 1, reads: 1, writes: 0, denied: 0, failed: 0, bins: '1000000000', span: [3000, 3000] },
    { left: 2, right: 1, events: 1, reads: 1, writes: 0, denied: 0, failed: 0, bins: '0000000001', span: [95_000, 95_000] },
  ]);
  expect(isCut).toBe(false);
});

test('of more pairs than are wanted those with the newest events stay, and it is said', async () => {
  const { tallies, isCut } = await tallyPairs(await packed(events), search, { ...plan, most: 1 });
  expect([tallies.map(({ left }) => left), isCut]).toEqual([[2], true]);
});

test('the first moment of each word, whatever chunk it is in, and behind a moment where that is asked', async () => {
  const chunks = await packed(events);
  const { call, actor } = await firstMoments(chunks, search, { sizes: { call: 3, actor: 3 }, breathe });
  expect([...call, ...actor].map((at) => at - start)).toEqual([Infinity, 3000, 15_000, Infinity, 5000, 3000]);
  const after = { column: 'call', moments: Float64Array.from([Infinity, start + 5000, Infinity]) } as const;
  const later = await firstMoments(chunks, search, { sizes: { call: 3 }, after, breathe });
  expect([...later.call].map((at) => at - start)).toEqual([Infinity, 95_000, Infinity]);
});
