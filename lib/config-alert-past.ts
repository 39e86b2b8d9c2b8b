import { z } from 'zod';
import { isComputed, pastOf } from './alerts/own-past.ts';
import type { BurnWindow, OwnTest } from './alerts/own-rule.ts';
import type { ResourceKind } from './catalog/resource-kinds.ts';
import { counted, inUnit, limit, Misfit, measured, minutes, name } from './config-alert-parts.ts';
import { formatDuration, formatFigure } from './format.ts';
import type { KeptDays } from './metrics/steps.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

const objectiveExpected = 'expected a share above 0 % and below 100 %, like 99.9 %: of all or of nothing there is no budget';
const objective = z
  .union(
    [
      z.number(objectiveExpected),
      z
        .string(objectiveExpected)
        .regex(/^\d+(\.\d+)?\s*%$/, objectiveExpected)
        .transform((text) => Number.parseFloat(text)),
    ],
    objectiveExpected,
  )
  .refine((share) => share > 0 && share < 100, objectiveExpected);

const periodExpected = 'expected whole days from 1d to 92d, like 30d';
const period = z
  .string(periodExpected)
  .regex(/^[1-9]\d?d$/, periodExpected)
  .transform((text) => Number.parseInt(text, 10))
  .refine((days) => days <= 92, periodExpected);

const unitMs: Readonly<Record<string, number>> = { m: minuteMs, h: hourMs, d: dayMs };
const longestWindowMs = 7 * dayMs;
const windowExpected = 'expected a length like 5m, 6h or 3d, 7d at most';
/** In minutes. */
const length = z
  .string(windowExpected)
  .regex(/^[1-9]\d{0,3}[mhd]$/, windowExpected)
  .transform((text) => Number.parseInt(text, 10) * (unitMs[text.at(-1) ?? ''] ?? 0))
  .refine((ms) => ms <= longestWindowMs, windowExpected)
  .transform((ms) => ms / minuteMs);

const factorExpected = 'expected a number above 0: how many times as fast as the budget lasts for the period';
const windows = z
  .array(z.strictObject({ long: length, short: length, factor: z.number(factorExpected).positive(factorExpected) }))
  .min(1, 'expected at least one window; without it the usual ones')
  .max(6, 'expected at most 6 windows');

/** The SRE workbook's: 2 % of a budget of 30 days in an hour, 5 % in six, 10 % in three days. */
const usualWindows: readonly BurnWindow[] = [
  { long: 60, short: 5, factor: 14.4 },
  { long: 6 * 60, short: 30, factor: 6 },
  { long: 3 * 24 * 60, short: 6 * 60, factor: 1 },
];

const count = z.number('expected a count').nonnegative('expected 0 or more');

export const burn = z.strictObject({
  metric: name,
  of: name,
  objective,
  period: period.default(30),
  windows: windows.default([...usualWindows]),
  atLeast: count.default(0),
});

function refuseWindows(list: readonly BurnWindow[], { budget, days }: { budget: number; days: number }): void {
  list.forEach(({ long, short, factor }, index) => {
    const at = (key: string): (string | number)[] => ['burn', 'windows', index, key];
    if (short >= long) throw new Misfit(at('short'), 'expected a window shorter than the long one');
    if (long * minuteMs > days * dayMs) throw new Misfit(at('long'), 'expected a window no longer than the period');
    if (factor * budget >= 100) {
      const most = formatFigure(100 / budget, '').text;
      throw new Misfit(
        at('factor'),
        `more than everything would have to be bad: of this objective expected a factor below ${most}`,
      );
    }
    const former = list[index - 1];
    if (former && long <= former.long) throw new Misfit(at('long'), 'expected a window longer than the one before');
    if (former && factor >= former.factor) {
      throw new Misfit(at('factor'), 'expected a factor below the one before: the longer a window, the slower what it finds');
    }
  });
}

export function burnOf(kind: ResourceKind, said: z.infer<typeof burn>): OwnTest {
  const { metric, of, objective: share, period: days, windows: list, atLeast } = said;
  const [part, whole] = [counted(kind, ['burn', 'metric'], metric), counted(kind, ['burn', 'of'], of)];
  refuseWindows(list, { budget: 100 - share, days });
  const shortest = Math.min(...list.map(({ short }) => short));
  return { kind: 'burn', part, whole, objective: share, days, windows: list, floor: atLeast, of: shortest };
}

const timesExpected = 'expected so many times, like 3 or 0.5, or so many per cent more or less, like 50 %';
const times = z.union(
  [
    z.number(timesExpected).positive(timesExpected),
    z
      .string(timesExpected)
      .regex(/^\d+(\.\d+)?\s*%$/, timesExpected)
      .transform((text) => ({ percent: Number.parseFloat(text) })),
  ],
  timesExpected,
);
type Times = z.infer<typeof times>;

const overExpected = 'expected a multiple of 5m, 60m at most: what is longer ago is kept in steps of five minutes';
const weeksExpected = 'expected a number of weeks from 2 to 8';

export const change = z.strictObject({
  metric: name,
  statistic: name.default('Sum'),
  above: times.optional(),
  below: times.optional(),
  over: minutes.refine((many) => many % 5 === 0, overExpected).default(30),
  weeks: z.int(weeksExpected).min(2, weeksExpected).max(8, weeksExpected).optional(),
  atLeast: limit,
});

function timesOf(said: Times, side: 'above' | 'below'): number {
  const many = typeof said === 'number' ? said : 1 + (side === 'above' ? said.percent : -said.percent) / 100;
  if (side === 'above' ? many > 1 : many > 0 && many < 1) return many;
  throw new Misfit(
    ['change', side],
    side === 'above'
      ? 'expected more than 1 times, or more than 0 %'
      : 'expected less than 1 times, or less than 100 %: what is not there at all is a silence',
  );
}

/** Percentiles of longer steps are not those of their minutes, which are kept for two weeks and a day. */
const weeksOf = (statistic: string): number => (isComputed(statistic) ? 4 : 2);

export function changeOf(kind: ResourceKind, said: z.infer<typeof change>): OwnTest {
  const { metric, statistic, above, below, over, weeks = weeksOf(statistic), atLeast } = said;
  const read = measured(kind, { at: ['change', 'metric'], metric, statistic });
  if ((above === undefined) === (below === undefined)) throw new Misfit(['change'], 'expected either above or below');
  const side = above === undefined ? 'below' : 'above';
  const floor = inUnit(atLeast, read.unit, ['change', 'atLeast']);
  if (!(floor > 0)) throw new Misfit(['change', 'atLeast'], 'expected more than 0: of small numbers any is many times another');
  return { kind: 'change', ...read, side, times: timesOf((above ?? below) as Times, side), weeks, floor, of: over };
}

/** Where a test looks further back than samples are kept, and what to do; null where it does not. */
export function tooFarBack(test: OwnTest, kept: KeptDays): { path: string[]; message: string } | null {
  const past = pastOf(test);
  if (past === null || past.ms <= kept[past.step] * dayMs) return null;
  const days = Math.ceil(past.ms / dayMs);
  const what = { '1m': 'by the minute', '5m': 'in steps of five minutes', '1h': 'by the hour' }[past.step];
  const message = `looks ${formatDuration(past.ms)} back, and samples ${what} are kept for ${kept[past.step]}d: expected less, or retention.metrics.${past.step} of ${days}d`;
  return { path: [...past.path], message };
}
