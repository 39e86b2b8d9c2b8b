import { describe, expect, test } from 'vitest';
import { type Pace, usualPace } from '#lib/catalog/tiers.ts';
import { minuteMs } from '#lib/time.ts';
import { type BudgetStep, neverMs } from './budget-steps.ts';
import { type BudgetWait, coverageOf, type SeriesReach } from './reach.ts';

const at = (time: string): number => Date.parse(`2026-11-19T${time}:00Z`) / 1000;
const [never, always] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const series = (id: number, settled: [number, number][], row: Partial<SeriesReach> = {}): SeriesReach => ({
  ...{ id, settled: settled.map(([from, to]) => ({ from, to })), askedTo: settled.at(-1)?.[1] ?? null, activeTo: always },
  ...row,
});
const place = { coveredTo: at('12:00'), covered: [{ from: at('00:00'), to: at('12:00') }] };

describe('how far series were read', () => {
  test('is as far as their place where the ledger knows none of them', () => expect(coverageOf([], place)).toEqual(place));

  test('is the least of them, and covered is what each was asked for', () => {
    const all = [
      series(1, [[at('08:00'), at('12:02')]]),
      series(2, [
        [at('08:00'), at('09:00')],
        [at('10:00'), at('12:00')],
      ]),
    ];
    expect(coverageOf(all, place)).toEqual({
      coveredTo: at('12:00'),
      covered: [
        { from: at('08:00'), to: at('09:00') },
        { from: at('10:00'), to: at('12:00') },
      ],
    });
  });

  test('says when an idle one is asked next', () => {
    const { coveredTo, lateWhy } = coverageOf([series(1, [[at('08:00'), at('11:20')]])], place);
    expect(coveredTo).toBe(at('11:20'));
    expect(lateWhy).toBe(
      'Idle: it had no data point for hours, so it is asked for every 1 h; next by about 12:20 UTC, sooner if CloudWatch lists it as active.',
    );
  });

  const wait = (step: BudgetStep, pace: Partial<Pace>) => ({ step, pace: { ...usualPace, ...pace }, at: at('12:30') });
  test.each<[string, string, BudgetWait, RegExp | undefined]>([
    [
      'names the budget where series wait by it',
      '12:00',
      wait('widen_normal', { normal: 30 * minuteMs }),
      /^Budget: Normal series are asked for less/,
    ],
    ['not where they wait no longer than ever', '12:23', wait('widen_normal', { normal: 6 * minuteMs }), undefined],
    [
      'and how long an idle one waits by it',
      '11:20',
      wait('widen_idle', { idle: 180 * minuteMs }),
      /every 3 h, longer than usual by the budget; next by about 14:20 UTC/,
    ],
    [
      'and that an idle one is not asked for at all',
      '11:20',
      wait('screen_only', { idle: neverMs }),
      /^Budget: Only what is on a screen/,
    ],
  ])('%s', (_, to, budget, why) => {
    const { lateWhy } = coverageOf([series(1, [[at('08:00'), at(to)]])], { ...place, budget });
    if (why) expect(lateWhy).toMatch(why);
    else expect(lateWhy).toBeUndefined();
    if (to === '12:00') expect(coverageOf([], { ...place, budget }).lateWhy, 'of a place').toBe(lateWhy);
  });

  test('is nothing of one that was never asked', () =>
    expect(coverageOf([series(1, [])], place)).toEqual({ coveredTo: null, covered: [] }));

  test('an ended one holds no other back', () => {
    const ended = series(
      1,
      [
        [never, at('10:00')],
        [at('10:00'), always],
      ],
      { askedTo: at('10:00'), activeTo: at('10:00') },
    );
    const alive = series(2, [[at('08:00'), at('12:00')]]);
    expect(coverageOf([ended, alive], place).coveredTo).toBe(at('12:00'));
    expect(coverageOf([ended], place).coveredTo).toBe(at('12:00'));
  });
});
