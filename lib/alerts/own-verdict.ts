import { formatCount, formatFigure } from '#lib/format.ts';
import { findBreach, lastOf, type Track } from '#lib/metrics/track.ts';
import { minuteMs } from '#lib/time.ts';
import { anomalyStepMs, type JudgedStep } from './anomaly-watch.ts';
import { burnVerdict, type SpanSum } from './burn.ts';
import { changeVerdicts, type Weeks } from './change.ts';
import { figureOf, type OwnTest } from './own-rule.ts';
import type { Verdict } from './reading.ts';

/** One series of a resource as a rule reads it. */
export type OwnSeries = {
  metric: string;
  /** What tells it from others of its resource: "AllTraffic"; empty where nothing does. */
  part: string;
  /** The last hour, minute by minute, as far as it was read. */
  track: Track;
  /** The minutes of the rule's own window that nobody could read. */
  unread: number;
  /** The same minutes a day before. */
  dayBefore: readonly (number | null)[];
  /** The last steps as they were judged by the series' own past; none of a series that is not followed. */
  steps: readonly JudgedStep[];
  /** Of a burn: what was counted in each of its windows. */
  spans?: readonly SpanSum[];
  /** Of a change: the last window beside those of former weeks; without it nothing was read of these yet. */
  weeks?: Weeks;
};

/** What was read longer ago tells nothing of now. */
export const staleAfterMs = 15 * minuteMs;

type Test<Kind extends OwnTest['kind']> = Extract<OwnTest, { kind: Kind }>;

const unknown: Verdict = { verdict: 'unknown' };
const holds: Verdict = { verdict: 'holds' };

export const isThere = (value: number | null): value is number => value !== null && Number.isFinite(value);
const windowOf = ({ track }: OwnSeries, of: number): (number | null)[] => track.values.slice(-of);
const hadSome = ({ track }: Pick<OwnSeries, 'track'>): boolean => track.values.some(isThere);
const named = (metric: string, part: string): string => (part === '' ? metric : `${metric} of ${part}`);

function thresholdVerdict(test: Test<'threshold'>, one: OwnSeries): Verdict {
  const { side, limit, clear, unit, breaking, of, statistic } = test;
  const isBeyond = (level: number) => (value: number) =>
    Number.isFinite(value) && (side === 'above' ? value > level : value < level);
  const breach = findBreach(one.track, isBeyond(limit), { of: breaking, minutes: of });
  const recent = windowOf(one, of);
  const beyond = recent.filter((value) => value !== null && isBeyond(limit)(value)).length;
  if (breach.broken) {
    const worth = recent.findLast((value) => value !== null && isBeyond(limit)(value)) ?? Number.NaN;
    const figure = figureOf(worth, unit);
    const verb = worth === breach.value ? 'is' : 'was';
    const sentence = `${statistic} ${named(one.metric, one.part)} ${verb} ${figure}, ${side} ${figureOf(limit, unit)}, ${beyond} of ${of} min`;
    return { verdict: 'broken', since: breach.since, sentence, figure };
  }
  if (beyond + one.unread >= breaking || one.unread === of) return unknown;
  // Metrics fall silent with the calls: what was broken may still be.
  if (!recent.some(isThere)) return hadSome(one) ? unknown : holds;
  return recent.some((value) => value !== null && isBeyond(clear)(value)) ? unknown : holds;
}

const worst = (a: Verdict, b: Verdict): Verdict => {
  const rank = { broken: 2, unknown: 1, holds: 0 } as const;
  return rank[b.verdict] > rank[a.verdict] ? b : a;
};

const total = (values: readonly (number | null)[]): number => values.filter(isThere).reduce((sum, value) => sum + value, 0);

function shareVerdict(test: Test<'share'>, series: readonly OwnSeries[]): Verdict {
  const { part, whole, limit, floor, of } = test;
  const wholes = series.filter(({ metric }) => metric === whole.metric);
  if (wholes.length === 0 || series.some(({ unread }) => unread > 0)) return unknown;
  const sumOf = (metric: string): number =>
    total(series.filter((one) => one.metric === metric).flatMap((one) => windowOf(one, of)));
  const [bad, all] = [sumOf(part.metric), sumOf(whole.metric)];
  if (all <= 0) return wholes.some(hadSome) ? unknown : holds;
  const share = (100 * bad) / all;
  if (all < floor || share <= limit) return holds;
  const figure = figureOf(share, 'Percent');
  const sentence = `${part.metric} are ${figure} of ${figureOf(all, whole.unit)} ${whole.metric} in the last ${of} min, over ${figureOf(limit, 'Percent')}`;
  const ends = wholes.map(({ track }) => track.endsAt);
  return { verdict: 'broken', since: Math.min(...ends) - of * minuteMs, sentence, figure };
}

function silenceVerdict(test: Test<'silence'>, series: readonly OwnSeries[]): Verdict {
  const { metric, of } = test;
  if (series.some(({ unread }) => unread > 0)) return unknown;
  if (series.some((one) => total(windowOf(one, of)) > 0)) return holds;
  const minutes = Array.from({ length: of }, (_, index) => total(series.map(({ dayBefore }) => dayBefore[index] ?? null)));
  const busy = minutes.filter((count) => count > 0).length;
  // At an hour when nothing came yesterday, silence says nothing.
  if (2 * busy <= of) return unknown;
  const lasts = series.flatMap(({ track }) => {
    const values = track.values.map((value) => (isThere(value) && value > 0 ? value : null));
    return lastOf({ ...track, values })?.at ?? [];
  });
  const since = lasts.length === 0 ? null : Math.max(...lasts) + minuteMs;
  const sentence = `no ${metric} in the last ${of} min; yesterday there were some in ${formatCount(busy, 'of these minutes', 'of these minutes')}`;
  return { verdict: 'broken', since, sentence, figure: '0' };
}

const kindWords = {
  point: 'a value out of the ordinary',
  'level-shift': 'another level',
  contextual: 'unlike the same hour of other days',
  variance: 'more restless than ever',
} as const;

/** How many times as far out as ever; of a score of 1 there is no number. */
const farness = ({ score }: JudgedStep): number => Math.min(999, score / (1 - score));

function anomalyVerdict({ statistic, unit, beyond }: Test<'anomaly'>, one: OwnSeries, now: number): Verdict {
  const newest = one.steps.at(-1);
  if (!newest || newest.low === null || now - newest.at > staleAfterMs + anomalyStepMs) return unknown;
  const worstStep = one.steps.reduce((a, b) => (b.score > a.score ? b : a));
  const times = farness(worstStep);
  const { value, expected, kind, at } = worstStep;
  if (times < beyond || value === null || kind === null) return holds;
  const figure = figureOf(value, unit);
  const usual = expected === null ? '' : ` where ${figureOf(expected, unit)} was expected`;
  const sentence = `${statistic} ${named(one.metric, one.part)} is ${figure}${usual}: ${kindWords[kind]}, ${formatFigure(times, '×').text} × as far out as it ever went`;
  return { verdict: 'broken', since: at, sentence, figure };
}

function burningVerdict(test: Test<'burn'>, series: readonly OwnSeries[]): Verdict {
  const wholes = series.filter(({ metric }) => metric === test.whole.metric);
  if (wholes.length === 0 || series.some(({ spans }) => spans === undefined)) return unknown;
  const parts = series.filter(({ metric }) => metric === test.part.metric);
  const spansOf = (some: readonly OwnSeries[]) => some.map(({ spans }) => spans ?? []);
  return burnVerdict(test, {
    endsAt: Math.min(...series.map(({ track }) => track.endsAt)),
    ...{ parts: spansOf(parts), wholes: spansOf(wholes), hadSome: wholes.some(hadSome) },
  });
}

function changeVerdict(test: Test<'change'>, series: readonly OwnSeries[]): Verdict {
  const seen = series.flatMap(({ weeks, ...one }) =>
    weeks === undefined ? [] : [{ named: named(one.metric, one.part), hadSome: hadSome(one), weeks }],
  );
  return seen.length < series.length ? unknown : changeVerdicts(test, seen).reduce(worst);
}

/** What a test makes of one resource by the series that it reads, at `now` (epoch ms): the worst of what it makes of each. */
export function ownVerdict(test: OwnTest, series: readonly OwnSeries[], now: number): Verdict {
  if (series.length === 0) return unknown;
  if (test.kind === 'anomaly') return series.map((one) => anomalyVerdict(test, one, now)).reduce(worst);
  if (series.some(({ track }) => now - track.endsAt > staleAfterMs)) return unknown;
  if (test.kind === 'share') return shareVerdict(test, series);
  if (test.kind === 'silence') return silenceVerdict(test, series);
  if (test.kind === 'burn') return burningVerdict(test, series);
  if (test.kind === 'change') return changeVerdict(test, series);
  return series.map((one) => thresholdVerdict(test, one)).reduce(worst);
}
