import { combineOf, inSteps } from '#lib/metrics/steps.ts';
import { windowRules } from '#lib/metrics/windows.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { anomalyStepMs, createAnomalyWatch, type JudgedStep } from './anomaly-watch.ts';
import { type PastSteps, type PastSums, pastSpans, pastWeeks, sumsBefore } from './backtest-past.ts';
import { spanStart } from './burn.ts';
import { changeStepMs } from './change.ts';
import { type AlertState, decide } from './decide.ts';
import type { OwnRule, OwnTest } from './own-rule.ts';
import { isThere, type OwnSeries, ownVerdict } from './own-verdict.ts';
import type { AlertSubject } from './reading.ts';

/** One series over time: a value a minute from `from` (epoch ms, whole), and whether each was read (1) or nobody could (0). */
export type PastSeries = {
  metric: string;
  statistic: string;
  part: string;
  from: number;
  values: readonly (number | null)[];
  read: Uint8Array;
  /** Of a burn: what came before the first minute. */
  before?: PastSums;
  /** Of a change: all of it in steps, from some weeks before. */
  weeks?: PastSteps;
};

/** An alert as a rule would have had it. Epoch ms; `resolvedAt` null: still open at the end. */
export type Firing = AlertSubject & {
  beganAt: number;
  firedAt: number;
  resolvedAt: number | null;
  returns: number;
  sentence: string;
  figure: string;
};

type Window = { from: number; to: number };

/** A series made ready to be looked at minute by minute: what a rule sees of it costs no more than the rule's own window. */
function lensOf(series: PastSeries, test: OwnTest) {
  const { from, values, read, metric, part } = series;
  const { of } = test;
  const unread = new Uint32Array(read.length + 1);
  for (let minute = 0; minute < read.length; minute += 1)
    unread[minute + 1] = (unread[minute] ?? 0) + (read[minute] === 1 ? 0 : 1);
  const counted = sumsBefore(values);
  const countedTo = (at: number): number => counted[Math.max(0, (at - from) / minuteMs)] ?? 0;
  const steps = test.kind === 'anomaly' ? judgedSteps(series) : [];
  const day = dayMs / minuteMs;
  const spansAt = pastSpans(series, test);
  const weeksAt = pastWeeks(series, test);
  return {
    series,
    /** Minutes that end at `end`, as far as there are any. */
    last: (end: number, count: number) => {
      const index = (end - from) / minuteMs;
      return values.slice(Math.max(0, index - count), Math.max(0, index));
    },
    /** What was counted between two moments. */
    sum: (begin: number, end: number) => countedTo(end) - countedTo(begin),
    at(endsAt: number): OwnSeries {
      const index = (endsAt - from) / minuteMs;
      const slice = (first: number, last: number) => values.slice(Math.max(0, first), Math.max(0, last));
      const judged = Math.floor((endsAt - from) / anomalyStepMs);
      return {
        metric,
        part,
        track: { endsAt, values: slice(index - hourMs / minuteMs, index) },
        unread: (unread[index] ?? 0) - (unread[Math.max(0, index - of)] ?? 0),
        dayBefore: slice(index - day - of, index - day),
        steps: steps.slice(Math.max(0, judged - 3), judged),
        ...spansAt(endsAt),
        ...weeksAt(endsAt),
      };
    },
  };
}

/** Each step of a series by its own past, as a worker that followed it from its beginning would have judged it. */
function judgedSteps({ from, values, statistic }: PastSeries): JudgedStep[] {
  const watch = createAnomalyWatch();
  const first = floorTo(from + anomalyStepMs - minuteMs, anomalyStepMs);
  const whole = values.slice((first - from) / minuteMs);
  return inSteps(whole, anomalyStepMs, combineOf(statistic)).flatMap((value, step) => {
    watch.feed(0, [{ at: first + step * anomalyStepMs, value }]);
    return watch.recent(0).slice(-1);
  });
}

type Lens = ReturnType<typeof lensOf>;

/** Whether a rule may be broken at a minute: where it cannot be, nothing need be judged while no alert is open. */
function mayBreak(test: OwnTest, lenses: readonly Lens[], endsAt: number): boolean {
  if (test.kind === 'threshold') {
    const { side, limit, of } = test;
    return lenses.some(({ last }) =>
      last(endsAt, of).some((value) => isThere(value) && (side === 'above' ? value > limit : value < limit)),
    );
  }
  const sumOf = (metric: string, begin: number): number =>
    lenses.filter(({ series }) => series.metric === metric).reduce((all, { sum }) => all + sum(begin, endsAt), 0);
  if (test.kind === 'share') return sumOf(test.part.metric, endsAt - test.of * minuteMs) > 0;
  if (test.kind === 'burn') {
    const { part, whole, windows, objective } = test;
    const budget = 1 - objective / 100;
    return windows.some(({ short, factor }) => {
      const begin = spanStart(endsAt, short);
      const bad = sumOf(part.metric, begin);
      return bad > 0 && bad >= factor * budget * sumOf(whole.metric, begin);
    });
  }
  if (test.kind === 'silence') {
    return lenses.every(({ last }) => !last(endsAt, test.of).some((value) => isThere(value) && value > 0));
  }
  return endsAt % (test.kind === 'change' ? changeStepMs : anomalyStepMs) === 0;
}

/**
 * What a rule would have told of one resource, had it been on from the window's beginning: judged each minute as a worker does that reads everything
 * in time. `series` begin before the window: by an hour, by a day for a silence, by its longest window for a burn, and for an anomaly by as much as
 * there is. Source: the points alone.
 */
export function backtest(
  { id, test, clearMs }: Pick<OwnRule, 'id' | 'test' | 'clearMs'>,
  { subject, series }: { subject: AlertSubject; series: readonly PastSeries[] },
  { from, to }: Window,
): Firing[] {
  const lenses = series.map((one) => lensOf(one, test));
  const firings: Firing[] = [];
  let state: AlertState | null = null;
  for (let endsAt = floorTo(from, minuteMs); endsAt <= to; endsAt += minuteMs) {
    const isOpen: boolean = state !== null && state.resolvedAt === null;
    if (!isOpen && !mayBreak(test, lenses, endsAt)) continue;
    const now = endsAt + windowRules.settlesAfterMs;
    const verdict = ownVerdict(
      test,
      lenses.map(({ at }) => at(endsAt)),
      now,
    );
    if (!isOpen && verdict.verdict !== 'broken') continue;
    const { next, transitions }: ReturnType<typeof decide> = decide(state, { rule: id, clearMs, subject, ...verdict }, now);
    state = next;
    if (next === null) continue;
    const { beganAt, firedAt, resolvedAt, returns, sentence, figure } = next;
    if (transitions.some(({ step }) => step === 'fired')) {
      firings.push({ ...subject, beganAt, firedAt, resolvedAt, returns, sentence, figure });
    }
    const last = firings.at(-1);
    if (last) Object.assign(last, { resolvedAt, returns, sentence, figure });
  }
  return firings;
}
