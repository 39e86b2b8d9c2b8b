import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { dueSlots } from './schedule.ts';

const collectors = [
  { id: 'inventory', everyMs: 2 * minuteMs },
  { id: 'metrics', everyMs: minuteMs },
] as const;
const eu = { account: '111122223333', region: 'eu-west-1' };
const us = { account: '111122223333', region: 'us-east-1' };
const now = 100 * minuteMs;
const last = (collector: 'inventory' | 'metrics', place: typeof eu, minutesAgo: number) => ({
  collector,
  ...place,
  startedAt: now - minutesAgo * minuteMs,
});
const names = (lastStarts: ReturnType<typeof last>[]) =>
  dueSlots(collectors, [eu, us], { lastStarts, now }).map((slot) => `${slot.collector} ${slot.region}`);

test.each([
  [
    'all of it at first, in the order of the registry',
    [],
    ['inventory eu-west-1', 'inventory us-east-1', 'metrics eu-west-1', 'metrics us-east-1'],
  ],
  [
    'what began in a time to come: by a clock that was ahead',
    [last('inventory', eu, -90), last('inventory', us, 1), last('metrics', eu, 0.5), last('metrics', us, 0.5)],
    ['inventory eu-west-1'],
  ],
  [
    'nothing before its time',
    [last('inventory', eu, 1), last('inventory', us, 1.9), last('metrics', eu, 0.5), last('metrics', us, 0.9)],
    [],
  ],
  [
    'the most overdue first, at the very minute too',
    [last('inventory', eu, 2), last('inventory', us, 9), last('metrics', eu, 3), last('metrics', us, 0)],
    ['inventory us-east-1', 'metrics eu-west-1', 'inventory eu-west-1'],
  ],
  [
    'what never ran before what is late',
    [last('inventory', eu, 9), last('inventory', us, 9), last('metrics', eu, 9)],
    ['metrics us-east-1', 'metrics eu-west-1', 'inventory eu-west-1', 'inventory us-east-1'],
  ],
])('%s', (_, lastStarts, expected) => expect(names(lastStarts)).toEqual(expected));
