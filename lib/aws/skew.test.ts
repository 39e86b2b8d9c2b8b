import { describe, expect, test } from 'vitest';
import { hourMs } from '#lib/time.ts';
import { createSkew } from './skew.ts';

const began = Date.UTC(2026, 10, 29);

/** A machine whose clock is set and whose time passes, beside AWS's. */
function machine() {
  const time = { elapsed: 0, setBy: 0 };
  const skew = createSkew({ wall: () => began + time.elapsed + time.setBy, elapsed: () => time.elapsed });
  /** An answer of a clock that is ahead of the machine's first one by so many ms, a second later. */
  const answer = (aheadMs: number): void => {
    time.elapsed += 1000;
    skew.note(new Date(began + time.elapsed + aheadMs).toUTCString(), time.elapsed - 40, time.elapsed + 40);
  };
  return { time, skew, answer };
}

const answers = (aheadMs: readonly number[]) => {
  const { skew, answer } = machine();
  for (const ahead of aheadMs) {
    answer(ahead);
    skew.correctionMs();
  }
  return [skew.measuredMs(), skew.correctionMs()];
};

describe('how far the clocks are apart', () => {
  test.each([
    ['nothing was asked', [], [null, 0]],
    ['they agree to within what Date can tell', [400, 0, -300], [500, 0]],
    ['by seconds, which no window notices', [9000, 9000], [9500, 0]],
    ['ten minutes and three seconds, told by one answer', [603_000], [603_500, 603_500]],
    ['behind', [-600_000, -600_000], [-599_500, -599_500]],
    ['one answer of an odd proxy', [0, 0, -86_400_000], [500, 0]],
    ['a correction stays put for a second more or less', [603_000, 602_000, 602_000, 602_000], [602_500, 603_500]],
    ["and ends when AWS's is told as the machine's", [603_000, 0, 0, 0], [500, 0]],
  ])('%s', (_, ahead, expected) => expect(answers(ahead)).toEqual(expected));

  test('an answer without a date says nothing', () => {
    const { skew } = machine();
    skew.note(undefined, 0, 0);
    skew.note('yesterday', 0, 0);
    expect(skew.measuredMs()).toBeNull();
  });

  test('an answer that was minutes on its way moves no clock, however many there are', () => {
    const { time, skew, answer } = machine();
    for (const ahead of [0, 0, 0]) answer(ahead);
    time.elapsed += 240_000;
    for (let each = 0; each < 5; each += 1)
      skew.note(new Date(began + time.elapsed).toUTCString(), time.elapsed - 240_000, time.elapsed);
    expect(skew.correctionMs()).toBe(0);
  });

  test.each([2 * hourMs, -2 * hourMs, 10 * 60_000])(
    'a clock that is set by %d ms is corrected before another answer comes',
    (setBy) => {
      const { time, skew, answer } = machine();
      for (const ahead of [0, 0, 0]) answer(ahead);
      expect(skew.correctionMs()).toBe(0);
      time.setBy = setBy;
      expect(skew.correctionMs()).toBe(500 - setBy);
      time.setBy = 0;
      expect(skew.correctionMs()).toBe(0);
    },
  );
});
