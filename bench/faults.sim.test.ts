import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf, runSeeds } from './faults-lanes.ts';
import { describeSchedule, scheduleOf } from './faults-schedule.ts';
import { makeTemplate, removeFolder } from './faults-template.ts';

const seeds = [1, 2, 3];
let template: string;

beforeAll(async () => {
  template = await makeTemplate();
});
afterAll(() => removeFolder(template));

test('hours of throttles, errors, cuts, partial and late data, killed workers, a killed PostgreSQL and clocks that jump: stored equals the oracle', {
  timeout: 900_000,
}, async () => {
  const outcomes = await runSeeds({ seeds, template, lanes: seeds.length });
  const failing = outcomes.flatMap((one) => {
    const faults = faultsOf(one);
    return faults.length === 0 ? [] : [...faults, ...one.examples, ...describeSchedule(scheduleOf(one.seed))];
  });
  expect(failing, failing.join('\n')).toEqual([]);
  for (const { sizes, dealt } of outcomes) {
    expect(sizes.points).toBeGreaterThan(20_000);
    expect(sizes.events).toBeGreaterThan(0);
    expect(Object.keys(dealt).length).toBeGreaterThan(2);
  }
  const kinds = new Set(outcomes.flatMap(({ dealt }) => Object.keys(dealt)));
  expect([...kinds].toSorted()).toEqual(['cut', 'error', 'malformed', 'partial', 'throttle']);
  expect(outcomes.some(({ sizes }) => sizes.endedJobs > 0)).toBe(true);
});
