import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimiter } from './limiter.ts';

const simulated = (perSecond: number, burst: number) => {
  let now = 0;
  const limiter = createLimiter({
    perSecond,
    burst,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { limiter, at: () => now, pass };
};

test('no second ever holds more than the burst and the rate', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }),
      async (perSecond, burst, pauses) => {
        const { limiter, at, pass } = simulated(perSecond, burst);
        const taken: number[] = [];
        for (const pause of pauses) {
          pass(pause);
          await limiter.take();
          taken.push(at());
        }
        for (const start of taken) {
          expect(taken.filter((one) => one >= start && one < start + 1000 - 1e-6).length).toBeLessThanOrEqual(perSecond + burst);
        }
      },
    ),
  );
});

test('a refusal halves the rate, and answers give it back', async () => {
  const { limiter, at } = simulated(10, 1);
  const timeOf = async (count: number): Promise<number> => {
    const start = at();
    for (let index = 0; index < count; index += 1) await limiter.take();
    return at() - start;
  };
  const before = await timeOf(10);
  limiter.refused();
  expect(await timeOf(10)).toBeGreaterThan(before * 1.8);
  for (let index = 0; index < 20; index += 1) limiter.accepted();
  expect(await timeOf(10)).toBeLessThan(before * 1.3);
});
