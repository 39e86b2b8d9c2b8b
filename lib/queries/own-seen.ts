import { spansOf, sumsBehind } from '#lib/alerts/burn-spans.ts';
import { blockSteps, stepsOf, weeksOf, withUnread } from '#lib/alerts/change-weeks.ts';
import { pastOf } from '#lib/alerts/own-past.ts';
import type { OwnTest } from '#lib/alerts/own-rule.ts';
import type { OwnSeries } from '#lib/alerts/own-verdict.ts';
import type { OwnWatch } from '#lib/alerts/own-watch.ts';
import { minutesOf, type SampleHourRow } from '#lib/metrics/hours.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import { common, settledEnd, type Window } from '#lib/metrics/windows.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { partOf, type Watched } from './own-series.ts';
import { settledOf } from './reach.ts';

export type Read = {
  hours: ReadonlyMap<number, readonly SampleHourRow[]>;
  reach: ReadonlyMap<number, SeriesReach>;
  /** What was answered of series whose sums are followed, in points of any length. */
  answered: ReadonlyMap<number, readonly Window[]>;
  now: number;
  watch: OwnWatch;
};

/** The series of one resource that a test reads; `nameOf`: the metric in CloudWatch. */
export type Group = { test: OwnTest; series: readonly Watched[]; nameOf: (one: Watched) => string };

/** The end of what was read of a series. One that has ended is asked for no more: to a test that looks far back it has its say all the same. */
export function endOf({ id }: Pick<Watched, 'id'>, test: OwnTest, { reach, now }: Pick<Read, 'reach' | 'now'>): number {
  const { askedTo = null, activeTo = Number.POSITIVE_INFINITY } = reach.get(id) ?? {};
  const end = settledEnd(now);
  if (pastOf(test) !== null && activeTo * 1000 <= end) return end;
  return Math.min(end, (askedTo ?? 0) * 1000);
}

/** What is read of each series by the minute. */
function minutesSeen(one: Watched, { test, nameOf }: Group, read: Read): OwnSeries {
  const { hours, reach, watch } = read;
  const { of } = test;
  const endsAt = endOf(one, test, read);
  const settled = settledOf(reach.get(one.id));
  const rows = hours.get(one.id) ?? [];
  const isRead = (minute: number): boolean => settled.some(({ from, to }) => from <= minute && minute < to);
  const window = Array.from({ length: of }, (_, index) => endsAt - (of - index) * minuteMs);
  return {
    metric: nameOf(one),
    part: partOf(one),
    track: { endsAt, values: minutesOf(rows, endsAt - hourMs, endsAt) },
    unread: window.filter((minute) => !isRead(minute)).length,
    dayBefore: minutesOf(rows, endsAt - dayMs - of * minuteMs, endsAt - dayMs),
    steps: watch.anomalies.recent(one.id),
  };
}

/** Windows of a burn end at the same moment, and are read where all series of the resource were. */
function spansSeen(group: Group, { hours, reach, answered, now, watch }: Read): Map<number, Pick<OwnSeries, 'spans'>> {
  const { test, series } = group;
  if (test.kind !== 'burn') return new Map();
  const endsAt = Math.min(...series.map((one) => endOf(one, test, { reach, now })));
  const settled = common(series.map(({ id }) => answered.get(id) ?? []));
  return new Map(
    series.flatMap(({ id }) => {
      const heldTo = watch.sums.heldTo(id);
      if (heldTo === null) return [];
      const sumFrom = sumsBehind(watch.sums, id, minutesOf(hours.get(id) ?? [], heldTo, endsAt));
      return [[id, { spans: spansOf(test, { endsAt, settled, sumFrom }) }] as const];
    }),
  );
}

function weeksSeen(one: Watched, { test }: Group, read: Read): Pick<OwnSeries, 'weeks'> {
  const block = read.watch.weeks.get(one.id);
  if (test.kind !== 'change' || block === undefined) return {};
  const settled = settledOf(read.reach.get(one.id));
  const rows = read.hours.get(one.id) ?? [];
  const stepsIn = (from: number, to: number, week: number) =>
    week > 0
      ? blockSteps(block, { from, to }, week)
      : withUnread(stepsOf(minutesOf(rows, from, to), one.statistic), { from, settled });
  return { weeks: weeksOf(test, { endsAt: endOf(one, test, read), stepsIn }) };
}

/** The series of one resource as a test looks at them. */
export function ownSeriesOf(group: Group, read: Read): OwnSeries[] {
  const spans = spansSeen(group, read);
  return group.series.map((one) => ({
    ...minutesSeen(one, group, read),
    ...spans.get(one.id),
    ...weeksSeen(one, group, read),
  }));
}
