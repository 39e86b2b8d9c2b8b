import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when told to. */
function works(gate: ReturnType<typeof createGate>, weights: readonly number[]) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = weights.map((weight, index) =>
    gate.within(weight, () => {
      begun.push(index);
      return new Promise<number>((resolve) => {
        ends[index] = () => resolve(index);
      });
    }),
  );
  return { begun, end: (index: number) => ends[index]?.(), all };
}

test('what would weigh too much waits, and nobody who came later goes before it', async () => {
  const { begun, end, all } = works(createGate(10), [6, 6, 1, 4]);
  await turn();
  expect(begun).toEqual([0]);
  end(0);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  end(2);
  await turn();
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const index of [1, 3]) end(index);
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

test('what weighs more than the gate holds goes alone', async () => {
  const { begun, end, all } = works(createGate(10), [3, 25, 3]);
  await turn();
  expect(begun).toEqual([0]);
  end(0);
  await turn();
  expect(begun).toEqual([0, 1]);
  end(1);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  end(2);
  await Promise.all(all);
});

test('work that fails leaves its place to the next', async () => {
  const gate = createGate(1);
  await expect(gate.within(1, () => Promise.reject(new Error('torn')))).rejects.toThrow('torn');
  expect(await gate.within(1, async () => 'next')).toBe('next');
});

test('whatever comes, all of it is done, and never is more under way than the gate holds', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 20 }), async (weights) => {
      const gate = createGate(10);
      let under = 0;
      let most = 0;
      const done = await Promise.all(
        weights.map((weight) =>
          gate.within(weight, async () => {
            under += Math.min(weight, 10);
            most = Math.max(most, under);
            await turn();
            under -= Math.min(weight, 10);
            return weight;
          }),
        ),
      );
      expect(done).toEqual(weights);
      expect(most).toBeLessThanOrEqual(10);
    }),
  ));
