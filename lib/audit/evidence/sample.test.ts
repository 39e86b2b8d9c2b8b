import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate, drawSample, type Member } from './sample.ts';

const members = fc.uniqueArray(
  fc.record({
    account: fc.constantFrom('111122223333', '444455556666'),
    eventId: fc.string({ minLength: 1, maxLength: 8 }),
    stratum: fc.constantFrom('fraud', 'search', 'vision', 'no team'),
  }),
  { selector: ({ account, eventId }) => `${account} ${eventId}`, maxLength: 60 },
);
const draws = fc.record({ n: fc.integer({ min: 1, max: 70 }), seed: fc.integer({ min: 0 }), by: fc.constant('team' as const) });
const keysOf = (taken: Iterable<Member>): string[] =>
  [...taken].map(({ account, eventId }) => `${account} ${eventId}`).toSorted();

describe('a sample', () => {
  test('is the same in whatever order its population comes', () => {
    fc.assert(
      fc.property(members, draws, fc.infiniteStream(fc.nat()), (population, draw, order) => {
        const shuffled = population
          .map((one) => ({ one, place: order.next().value }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const [first, second] = [drawSample(population, draw), drawSample(shuffled, draw)];
        expect(keysOf(second.taken)).toEqual(keysOf(first.taken));
        expect(second.strata).toEqual(first.strata);
      }),
    );
  });

  test('holds n, or all where there are fewer; each stratum its share, to the nearest whole one above or below', () => {
    fc.assert(
      fc.property(members, draws, (population, draw) => {
        const { taken, strata } = drawSample(population, draw);
        const wanted = Math.min(draw.n, population.length);
        expect(taken.size).toBe(wanted);
        expect(strata.reduce((sum, { size }) => sum + size, 0)).toBe(population.length);
        for (const { name, size, taken: count } of strata) {
          expect([...taken].filter(({ stratum }) => stratum === name)).toHaveLength(count);
          expect(Math.abs(count - (wanted * size) / population.length)).toBeLessThan(1);
        }
      }),
    );
  });

  test('of another seed is another', () => {
    const population = Array.from({ length: 200 }, (_, n) => ({ account: '111122223333', eventId: `e${n}`, stratum: '' }));
    const [first, second] = [7, 8].map((seed) => keysOf(drawSample(population, { n: 25, seed, by: 'none' }).taken));
    expect(first).toHaveLength(25);
    expect(second).not.toEqual(first);
  });

  test('draws those whose SHA-256 of seed, account and event ID come first, as anybody can draw again', () => {
    const population = ['a', 'b', 'c', 'd'].map((eventId) => ({ account: '111122223333', eventId, stratum: '' }));
    // printf '7\n111122223333\nX' | sha256sum: a b6f0…, b 485f…, c 4f8f…, d 128b…
    expect(keysOf(drawSample(population, { n: 2, seed: 7, by: 'none' }).taken)).toEqual(['111122223333 b', '111122223333 d']);
  });
});

test.each([
  [{ a: 10, b: 10, c: 10 }, 4, { a: 2, b: 1, c: 1 }],
  [{ a: 1, b: 99 }, 10, { a: 0, b: 10 }],
  [{ a: 5, b: 95 }, 10, { a: 1, b: 9 }],
  [{ a: 3, b: 2 }, 9, { a: 3, b: 2 }],
  [{}, 9, {}],
])('of %j, %i are taken as %j', (sizes, n, taken) => {
  const strata = allocate(new Map(Object.entries(sizes)), n);
  expect(Object.fromEntries(strata.map((one) => [one.name, one.taken]))).toEqual(taken);
});
