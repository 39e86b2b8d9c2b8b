import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimiter, rateWithin } from './limiter.ts';

const simulated = (perSecond: number, burst: number) => {
  let now = 0;
  const limiter = createLimiter({
    rate: () => ({ perSecond, burst }),
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

test.each([0.25, 1, 2.5, 9, 12.5, 125, 250])('of %d a second, no second holds more', async (most) => {
  const rate = rateWithin(most);
  const { limiter, at } = simulated(rate.perSecond, rate.burst);
  const taken: number[] = [];
  for (let index = 0; index < 3 * most + 3; index += 1) {
    await limiter.take();
    taken.push(at());
  }
  const inSecondOf = (start: number): number => taken.filter((one) => one >= start && one < start + 1000 - 1e-6).length;
  expect(Math.max(...taken.map(inSecondOf))).toBeLessThanOrEqual(Math.ceil(most));
});

test('workers that come and go change the rate at once', async () => {
  let workers = 1;
  let now = 0;
  const limiter = createLimiter({
    rate: () => rateWithin(2 / workers),
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  const tenTake = async (): Promise<number> => {
    const start = now;
    for (let index = 0; index < 10; index += 1) await limiter.take();
    return now - start;
  };
  await limiter.take();
  expect(await tenTake()).toBeCloseTo(5000);
  workers = 2;
  expect(await tenTake()).toBeGreaterThan(9000);
  workers = 1;
  expect(await tenTake()).toBeLessThan(6000);
});

test('what gives way takes what nobody waits for, and lets those go first who come while it waits', async () => {
  const { limiter, at, pass } = simulated(10, 1);
  await limiter.take();
  const order: string[] = [];
  const spare = limiter.takeSpare().then(() => order.push(`spare ${at()}`));
  await Promise.all([limiter.take(), limiter.take()].map((one) => one.then(() => order.push('live'))));
  await spare;
  expect(order.slice(0, 2)).toEqual(['live', 'live']);
  expect(order[2]).toMatch(/^spare /);
  pass(1000);
  const before = at();
  await limiter.takeSpare();
  expect(at()).toBe(before);
});
