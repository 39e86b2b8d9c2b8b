import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { screenState, setScreenState, show, shownNow, watchScreen } from './on-screen.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  setScreenState('idle');
  vi.useRealTimers();
});

test('what several parts of a page show is named once each, for as long as one of them shows it', () => {
  const heard = vi.fn();
  const forget = watchScreen(heard);
  const [first, second] = [show(['endpoint/1/r/b', 'endpoint/1/r/a']), show(['endpoint/1/r/a'])];
  expect(shownNow()).toEqual(['endpoint/1/r/a', 'endpoint/1/r/b']);
  first();
  expect(shownNow()).toEqual(['endpoint/1/r/a']);
  second();
  expect([shownNow(), heard.mock.calls.length]).toEqual([[], 4]);
  forget();
  show([])();
  expect(heard).toHaveBeenCalledTimes(4);
});

test('who asked hears what came, or after 20 s that nobody answered', () => {
  setScreenState('asking');
  vi.advanceTimersByTime(19_999);
  expect(screenState()).toBe('asking');
  setScreenState('points');
  vi.advanceTimersByTime(60_000);
  expect(screenState()).toBe('points');
  setScreenState('asking');
  vi.advanceTimersByTime(20_000);
  expect(screenState()).toBe('unanswered');
  setScreenState('a word of a later server');
  expect(screenState()).toBe('unanswered');
});
