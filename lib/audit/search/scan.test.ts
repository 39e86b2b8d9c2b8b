import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChunkEvent, newestFirst, packChunk, type WordColumn, wordColumns } from '../chunk.ts';
import { type SearchChunk, searchChunkOf } from './chunk.ts';
import type { Clause } from './clause.ts';
import { countSteps, countWords, measureExtent, newestSpots, type Search, type Spot } from './scan.ts';

const start = Date.parse('2026-11-01T00:00:00Z');
const minute = 60_000;
/** Few words and few moments, so that events share them. */
const id = fc.integer({ min: 0, max: 6 });
const event: fc.Arbitrary<ChunkEvent> = fc.record({
  at: fc.integer({ min: 0, max: 90 }).map((n) => start + n * 1000),
  prefix: fc.integer({ min: 0, max: 5 }),
  ...{ actor: id, call: id, origin: id, outcome: id, session: id, object: id },
});
const ids = fc.uint8Array({ min: 0, max: 1, minLength: 0, maxLength: 8 });
const column = fc.constantFrom(...wordColumns);
/** `isSought`: which ids pass is told of a chunk's own alone. */
type Plan = Omit<Clause, 'words'> & { words: { column: WordColumn; ids: Uint8Array; isSought: boolean }[] };
const clause: fc.Arbitrary<Plan> = fc.record({
  isNot: fc.boolean(),
  words: fc.array(fc.record({ column, ids, isSought: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  prefixes: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 1 }),
});
const world = fc.record({
  chunks: fc.array(fc.array(event, { minLength: 1, maxLength: 40 }), { maxLength: 4 }),
  from: fc.integer({ min: -5, max: 60 }),
  length: fc.integer({ min: 1, max: 100 }),
  clauses: fc.array(clause, { maxLength: 3 }),
});

const breathe = async (): Promise<void> => {};

const asked = ({ words, ...rest }: Plan): Clause => ({
  ...rest,
  words: words.map(({ column: by, ids: all, isSought }) =>
    isSought
      ? { column: by, seek: async (own) => all.map((pass, id) => (own.includes(id) ? pass : 0)) }
      : { column: by, ids: all },
  ),
});

const passes = (one: ChunkEvent, { isNot, words, prefixes = [] }: Plan): boolean =>
  (words.some(({ column: by, ids: own }) => own[one[by]] === 1) || prefixes.includes(one.prefix)) !== (isNot ?? false);

async function made({
  chunks,
  from,
  length,
  clauses,
}: {
  chunks: ChunkEvent[][];
  from: number;
  length: number;
  clauses: Plan[];
}) {
  const search: Search = { from: start + from * 1000, to: start + (from + length) * 1000, clauses: clauses.map(asked) };
  const all = chunks.flat();
  const found = all.filter((one) => one.at >= search.from && one.at < search.to && clauses.every((each) => passes(one, each)));
  const packed: SearchChunk[] = [];
  for (const list of chunks) packed.push(searchChunkOf(await packChunk(list)));
  return { search, found: found.toSorted(newestFirst), chunks: packed.toSorted((a, b) => b.toAt - a.toAt) };
}

describe('searching chunks is as looking at every event', () => {
  test('counts of words', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { search, found, chunks } = await made(given);
        const sizes = Object.fromEntries(wordColumns.map((one) => [one, 8])) as Record<WordColumn, number>;
        const counts = await countWords(chunks, search, { sizes, breathe });
        for (const one of wordColumns) {
          expect([...(counts[one] ?? [])]).toEqual(
            Array.from({ length: 8 }, (_, word) => found.filter((each) => each[one] === word).length),
          );
        }
      }),
    );
  });

  test('bars of a histogram, and from when to when', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { search, found, chunks } = await made(given);
        const kinds = Uint8Array.of(0, 1, 2, 0, 1, 2, 0);
        const { start: first, counts } = await countSteps(chunks, search, { stepMs: minute, kinds, breathe });
        const expected = new Array<number>(counts.length).fill(0);
        for (const { at, outcome } of found) {
          const bar = 3 * (Math.floor(at / minute) - first) + (kinds[outcome] ?? 2);
          expected[bar] = (expected[bar] ?? 0) + 1;
        }
        expect([...counts]).toEqual(expected);
        expect(await measureExtent(chunks, search, breathe)).toEqual({
          events: found.length,
          newestAt: found[0]?.at ?? null,
          oldestAt: found.at(-1)?.at ?? null,
        });
      }),
    );
  });

  test('pages, newest first, from any spot or behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.integer({ min: 1, max: 12 }),
        fc.option(event),
        fc.boolean(),
        async (given, limit, at, isBehind) => {
          const { search, found, chunks } = await made(given);
          const after = at ? { at: at.at, prefix: at.prefix, isBehind } : null;
          const rest = found.filter((one) => !after || (isBehind ? newestFirst(after, one) < 0 : newestFirst(after, one) <= 0));
          const spots = await newestSpots(chunks, search, { after, limit, breathe });
          expect(spots).toEqual(rest.slice(0, limit).map(({ at: time, prefix }): Spot => ({ at: time, prefix })));
        },
      ),
    );
  });
});
