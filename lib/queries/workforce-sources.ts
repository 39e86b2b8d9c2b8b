import type { TeamScope } from '#lib/auth/scope.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import { listCoverage } from './collection.ts';
import { listResourceSeries, readHours } from './series.ts';
import { type FloorWindow, getFloorFigures, type LabelingRecord } from './workforce.ts';

/** Submitted tasks of one window as each of three sources counts them; null where a source has nothing for it. */
export type Sources = {
  /** The stretch in which all three can be compared: LabelCounters are only known from the first look on. */
  from: number;
  to: number;
  metrics: number | null;
  /** Minutes in which no worker metric came although the log shows work. */
  log: number;
  twice: number;
  counters: number | null;
  /** Greatest less least, as a share of the greatest. */
  differ: number | null;
};

type Sampled = { at: number; value: number };

const ends = (minutes: readonly (number | null)[], from: number): { first: Sampled; last: Sampled } | null => {
  const known = minutes.flatMap((value, index): Sampled[] => (value === null ? [] : [{ at: from + index * minuteMs, value }]));
  const [first, last] = [known[0], known.at(-1)];
  return first && last && first !== last ? { first, last } : null;
};

/** Three sources on one job: Workteam metrics (best effort), the WorkerActivity log, and LabelCounters times people per object (the truth). */
async function sourcesOfJob(scope: TeamScope, job: LabelingRecord, window: FloorWindow, readTo: number): Promise<Sources> {
  const start = floorTo(window.from, minuteMs);
  const series = await listResourceSeries(scope, { ...job, kind: 'labeling_job' });
  const submitted = series.filter((one) => one.metricId === 'workteam.submitted' && one.statistic === 'Sum');
  const counted = series.filter((one) => one.metricId === 'labels.human' && one.statistic === 'Sample');
  const hours = await readHours(scope, [...submitted, ...counted], { from: start, to: window.to });
  const minutes = (id: number, from: number, to: number) => minutesOf(hours.get(id) ?? [], from, to);
  const [counter] = counted;
  // What no source was asked for yet is not what it lacks.
  const span = counter ? ends(minutes(counter.id, start, Math.max(start, Math.min(window.to, readTo))), start) : null;
  const [from, to] = span ? [span.first.at, span.last.at] : [start, Math.max(start, Math.min(window.to, readTo))];
  const figures = await getFloorFigures(scope, [job], { from, to });
  const metrics =
    submitted.length === 0
      ? null
      : submitted.flatMap((one) => minutes(one.id, from, to)).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const counters = span ? (span.last.value - span.first.value) * job.workersPerObject : null;
  return { from, to, metrics, log: figures.submitted + figures.twice, twice: figures.twice, counters, differ: null };
}

const added = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

function differ({ metrics, log, counters }: Sources): number | null {
  const known = [metrics, log, counters].filter((value) => value !== null);
  const most = Math.max(...known);
  return known.length < 2 || most <= 0 ? null : (most - Math.min(...known)) / most;
}

/**
 * The three sources added up over some jobs. Where LabelCounters were seen twice of any job, only such jobs are compared: the rest had ended
 * before the first look, and one source cannot miss what it was never asked. The jobs must come from a scoped read.
 */
export async function getSources(scope: TeamScope, jobs: readonly LabelingRecord[], window: FloorWindow): Promise<Sources> {
  const coverage = await listCoverage(scope, window);
  const readTo = (job: LabelingRecord) =>
    coverage.find((one) => one.account === job.account && one.region === job.region)?.readTo ?? window.to;
  const all = await Promise.all(jobs.map((job) => sourcesOfJob(scope, job, window, readTo(job))));
  const counted = all.filter(({ counters }) => counters !== null);
  const each = counted.length > 0 ? counted : all;
  const sum: Sources = {
    from: Math.min(window.to, ...each.map(({ from }) => from)),
    to: Math.max(window.from, ...each.map(({ to }) => to)),
    metrics: added(each.map(({ metrics }) => metrics)),
    log: each.reduce((total, { log }) => total + log, 0),
    twice: each.reduce((total, { twice }) => total + twice, 0),
    counters: added(each.map(({ counters }) => counters)),
    differ: null,
  };
  return { ...sum, differ: differ(sum) };
}
