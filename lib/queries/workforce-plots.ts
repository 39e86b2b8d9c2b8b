import type { TeamScope } from '#lib/auth/scope.ts';
import { describeCli, getMetricDataCli } from '#lib/catalog/aws-cli.ts';
import { consoleLink } from '#lib/catalog/console-links.ts';
import type { Plot, PlotGap } from '#lib/catalog/plot.ts';
import { buildPlot, type RawLine } from '#lib/metrics/plot.ts';
import { coverageOf } from '#lib/metrics/reach.ts';
import { carried } from '#lib/metrics/track.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import { listCoverage, listSeriesFailures, placeReach } from './collection.ts';
import { listReach } from './reach.ts';
import { listResourceSeries } from './series.ts';
import { read, toTime } from './sql.ts';
import { readStepped, stepWindow } from './stepped.ts';
import { type FloorWindow, type JobName, type LabelingRecord, listFloorBuckets } from './workforce.ts';

const steps = [5, 15, 30, 60, 180, 360].map((minutes) => minutes * minuteMs);

/** Bucket of the floor's charts: about a hundred of them. */
const floorStepMs = ({ from, to }: FloorWindow): number => steps.find((step) => (to - from) / step <= 110) ?? 24 * 60 * minuteMs;

/** Up to when the WorkerActivity log of the places was read. */
async function readLogTo(scope: TeamScope, jobs: readonly JobName[], now: number): Promise<number | null> {
  const [row] = await read<{ at: number | null }>(
    scope,
    'log read to',
    `select extract(epoch from max(started_at))::float8 * 1000 as at from run where collector = 'workforce' and status in ('ok', 'partial')
       and account = any($1) and region = any($2) and started_at <= $3`,
    [jobs.map(({ account }) => account), jobs.map(({ region }) => region), toTime(now)],
  );
  return row?.at ?? null;
}

const within = (step: number): string => `per ${step / minuteMs >= 60 ? `${step / minuteMs / 60} h` : `${step / minuteMs} min`}`;

/** Tasks and people of some jobs, from the WorkerActivity log. */
export async function listFloorPlots(
  scope: TeamScope,
  jobs: readonly JobName[],
  window: FloorWindow & { now: number },
): Promise<Plot[]> {
  const step = floorStepMs(window);
  const from = floorTo(window.from, step);
  const [buckets, readTo] = await Promise.all([
    listFloorBuckets(scope, jobs, { from, to: window.to, stepMs: step }),
    readLogTo(scope, jobs, window.now),
  ]);
  const at = new Map(buckets.map((bucket) => [bucket.at, bucket]));
  const count = Math.max(1, Math.ceil((window.to - from) / step));
  const values = (figure: 'submitted' | 'declined' | 'returned' | 'active') =>
    Array.from({ length: count }, (_, index) => {
      const start = from + index * step;
      return readTo !== null && start < readTo ? (at.get(start)?.[figure] ?? 0) : null;
    });
  const unread = readTo === null ? from : Math.max(from, Math.ceil((readTo - from) / step) * step + from);
  const gaps: PlotGap[] =
    unread < from + count * step
      ? [
          {
            from: unread / 1000,
            to: (from + count * step) / 1000,
            absence: readTo === null ? 'not_collected' : 'late',
            why: 'The WorkerActivity log was not read to here yet.',
          },
        ]
      : [];
  const common = { from: from / 1000, step: step / 1000, gaps, lines: [], asOf: (readTo ?? window.now) / 1000 };
  return [
    {
      ...common,
      id: 'floor.tasks',
      title: 'Tasks',
      unit: within(step),
      series: [
        { id: 'submitted', label: 'submitted', role: 's1', values: values('submitted') },
        { id: 'declined', label: 'declined', role: 's2', values: values('declined') },
        { id: 'returned', label: 'returned', role: 's4', values: values('returned') },
      ],
    },
    {
      ...common,
      id: 'floor.active',
      title: 'Workers active',
      unit: within(step),
      series: [{ id: 'active', label: 'people', role: 's3', values: values('active') }],
    },
  ];
}

/** LabelCounters are read with the inventory and by CloudWatch every five minutes: a value holds until the next is due. */
const holdsMinutes = 12;

/** Objects labelled over time by the two sources that count them, and what waits for people. */
export async function listProgressPlots(
  scope: TeamScope,
  job: LabelingRecord,
  window: FloorWindow & { now: number },
): Promise<Plot[]> {
  const stepped = stepWindow(window);
  const { from, stepMs } = stepped;
  const series = await listResourceSeries(scope, { ...job, kind: 'labeling_job' });
  const wanted = series.filter(
    ({ metricId, statistic }) =>
      ['labels.total', 'labeling.total', 'workteam.pending'].includes(metricId ?? '') &&
      ['Sample', 'Maximum'].includes(statistic),
  );
  const [stored, coverage, reach, failures] = await Promise.all([
    readStepped(scope, wanted, stepped),
    listCoverage(scope, { from, to: window.now }),
    listReach(
      scope,
      wanted.map(({ id }) => id),
    ),
    listSeriesFailures(
      scope,
      wanted.map(({ id }) => id),
      { from, to: window.to },
    ),
  ]);
  const place = coverage.find((one) => one.account === job.account && one.region === job.region);
  const line = (id: string, label: string, role: RawLine['role']): RawLine => {
    const one = wanted.find(({ metricId }) => metricId === id);
    const length = Math.max(0, Math.ceil((window.to - from) / stepMs));
    const values = one
      ? carried(stored.of(one), Math.ceil((holdsMinutes * minuteMs) / stepMs))
      : Array.from({ length }, () => null);
    return { id, label, role, values };
  };
  const cloudwatch = wanted.filter(({ metricId }) => metricId === 'labeling.total');
  const evidence = {
    published: null,
    createdAt: job.createdAt === null ? null : job.createdAt / 1000,
    endedAt: job.endedAt === null ? null : job.endedAt / 1000,
    ...coverageOf(
      reach.filter(({ id }) => wanted.some((one) => one.id === id)),
      placeReach(place),
    ),
    failures,
  };
  const common = { from: from / 1000, step: stepMs / 1000, evidence, asOf: (place?.readTo ?? window.now) / 1000 };
  const pending = line('workteam.pending', 'for the workteam', 's2');
  const limits = job.total === null ? [] : [{ value: job.total, label: `${job.total} in all`, kind: 'target' as const }];
  return [
    buildPlot({
      ...common,
      id: 'labeling.progress',
      title: 'Objects labelled',
      unit: 'count',
      lines: [line('labels.total', 'LabelCounters', 's1'), line('labeling.total', 'CloudWatch', 's3')],
      limits,
      cli:
        cloudwatch.length > 0
          ? getMetricDataCli(job.region, cloudwatch, { from, to: window.to })
          : describeCli('labeling_job', job),
      aws: consoleLink('labeling_job', job),
    }),
    buildPlot({
      ...common,
      id: 'labeling.pending',
      title: 'Tasks waiting',
      unit: 'count',
      lines: [pending],
      limits: [],
      evidence: { ...evidence, ...sampledFrom(pending, { from, stepMs }) },
    }),
  ];
}

/** What Trailwatch counts itself is known from its first look to its last, whatever the metrics' runs covered. */
type Grid = { from: number; stepMs: number };
function sampledFrom(
  { values }: RawLine,
  { from, stepMs }: Grid,
): { covered: { from: number; to: number }[]; coveredTo: number | null } {
  const first = values.findIndex((value) => value !== null);
  const last = values.findLastIndex((value) => value !== null);
  if (first < 0) return { covered: [], coveredTo: (from + values.length * stepMs) / 1000 };
  const at = (index: number) => (from + index * stepMs) / 1000;
  return { covered: [{ from: at(first), to: at(last + 1) }], coveredTo: at(last + 1) };
}
