import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChunkEvent, newestFirst, packChunk, unpackColumn, unpackMoments, unpackPrefixes, wordColumns } from './chunk.ts';

const start = Date.parse('2026-11-01T00:00:00Z');
const id = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const few = fc.integer({ min: 1, max: 3 });
const event: fc.Arbitrary<ChunkEvent> = fc.record({
  at: fc.integer({ min: start, max: start + 30 * 86_400_000 }),
  prefix: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  ...{ actor: id, call: few, origin: id, outcome: few, session: id, object: id },
});

describe('a chunk', () => {
  test('gives every event back, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 600 }), async (events) => {
        const chunk = await packChunk(events);
        const sorted = events.toSorted(newestFirst);
        expect([chunk.events, chunk.toAt, chunk.fromAt]).toEqual([events.length, sorted[0]?.at, sorted.at(-1)?.at]);
        expect(Array.from(unpackMoments(chunk.at), (before) => chunk.toAt - before)).toEqual(sorted.map(({ at }) => at));
        expect([...unpackPrefixes(chunk.prefix)]).toEqual(sorted.map(({ prefix }) => prefix));
        for (const column of wordColumns) {
          const { ids, codes } = unpackColumn(chunk[column]);
          expect(Array.from(codes, (code) => ids[code])).toEqual(sorted.map((one) => one[column]));
          expect([...ids]).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
  });
});
