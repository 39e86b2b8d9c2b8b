import { expect, test } from 'vitest';
import { describeSchedule, type Happening, scheduleOf } from './faults-schedule.ts';

const seeds = Array.from({ length: 50 }, (_, index) => index + 1);
const kindOf = (one: Happening): string => {
  if (one.kind === 'database killed') return `${one.kind}: ${one.how}`;
  if (one.kind === 'workers killed') return `${one.kind}: ${one.which}`;
  if (one.kind === 'clock set' && one.offMs !== 0) return `${one.kind}: ${one.offMs > 0 ? 'ahead' : 'back'}`;
  return one.kind;
};
const kindsOf = (some: readonly number[]): string[] =>
  [...new Set(some.flatMap((seed) => scheduleOf(seed).happenings.map(kindOf)))].toSorted();

test('the same seed has the same in store, another seed something else', () => {
  for (const seed of seeds) expect(scheduleOf(seed)).toEqual(scheduleOf(seed));
  expect(new Set(seeds.map((seed) => JSON.stringify(describeSchedule(scheduleOf(seed)).slice(1)))).size).toBe(seeds.length);
});

test('among fifty seeds, everything happens', () => {
  expect(kindsOf(seeds)).toEqual([
    'clock set',
    'clock set: ahead',
    'clock set: back',
    'database killed: all',
    'database killed: backend',
    'database killed: postmaster',
    'faults',
    'workers killed: all',
    'workers killed: one',
  ]);
});

test.each(seeds)('seed %i kills workers and PostgreSQL, sets a clock, and deals every fault of the account', (seed) => {
  const { happenings, steps } = scheduleOf(seed);
  for (const kind of ['faults', 'workers killed', 'database killed', 'clock set'])
    expect(happenings.some((one) => one.kind === kind)).toBe(true);
  for (const { step } of happenings) expect(step).toBeLessThan(steps);
  const rates = happenings.flatMap((one) => (one.kind === 'faults' ? [one.rates] : []));
  for (const text of rates)
    expect(text).toMatch(/^throttle=0\.\d+,error=0\.\d+,cut=0\.\d+,malformed=0\.\d+,partial=0\.\d+,late=0\.\d+,seed=\d+$/);
});
