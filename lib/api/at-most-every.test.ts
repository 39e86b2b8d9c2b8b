import { afterEach, expect, test, vi } from 'vitest';
import { atMostEvery } from './at-most-every.ts';

afterEach(() => vi.useRealTimers());

test('acts at once, once more for all that is asked for meanwhile, and no more once it is stopped', () => {
  vi.useFakeTimers();
  const act = vi.fn();
  const { ask, stop } = atMostEvery(1000, act);
  ask();
  expect(act).toHaveBeenCalledTimes(1);
  for (const _ of [1, 2, 3]) ask();
  vi.advanceTimersByTime(999);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(act).toHaveBeenCalledTimes(2);
  ask();
  ask();
  stop();
  vi.advanceTimersByTime(5000);
  expect(act).toHaveBeenCalledTimes(3);
});
