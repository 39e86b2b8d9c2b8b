import type { TeamScope } from '#lib/auth/scope.ts';
import { getMetricDataCli } from '#lib/catalog/aws-cli.ts';
import { metricLink } from '#lib/catalog/console-links.ts';
import { instanceType } from '#lib/catalog/instance-types.ts';
import { type JobKind, jobRow } from '#lib/catalog/jobs.ts';
import { metricIds, metricRow } from '#lib/catalog/metrics.ts';
import type { Plot, PlotRole } from '#lib/catalog/plot.ts';
import { normalise } from '#lib/metrics/normalise.ts';
import { buildPlot, type RawLine } from '#lib/metrics/plot.ts';
import { coverageOf } from '#lib/metrics/reach.ts';
import { listCoverage, listSeriesFailures, placeReach } from './collection.ts';
import { listReach } from './reach.ts';
import { listResourceSeries, type SeriesRecord } from './series.ts';
import { readStepped, stepWindow } from './stepped.ts';

const measures = ['cpu', 'memory', 'disk', 'gpu', 'gpu_memory'] as const;
const roles = ['s1', 's2', 's3', 's4', 's5', 's6'] as const satisfies readonly PlotRole[];

export type JobPlotAsk = {
  job: {
    account: string;
    region: string;
    kind: JobKind;
    name: string;
    instanceType: string | null;
    createdAt: number | null;
    endedAt: number | null;
  };
  from: number;
  to: number;
  now: number;
};

const hostOf = (one: SeriesRecord): string =>
  one.dimensions
    .find(({ Name }) => Name === 'Host')
    ?.Value.split('/')
    .at(-1) ?? one.name;

/** What the hosts of a job did, normalised by what the instance has; empty for kinds that publish nothing. Six hosts at most are drawn. */
export async function listJobPlots(scope: TeamScope, { job, ...asked }: JobPlotAsk): Promise<Plot[]> {
  const prefix = jobRow(job.kind).metrics;
  if (prefix === null) return [];
  const window = { ...stepWindow(asked), now: asked.now };
  const { from, stepMs } = window;
  const all = (await listResourceSeries(scope, job)).filter(
    (one) => one.statistic === 'Average' && one.metricId?.startsWith(`${prefix}.`),
  );
  const [stepped, coverage, reach, failures] = await Promise.all([
    readStepped(scope, all, window),
    listCoverage(scope, { from, to: window.now }),
    listReach(
      scope,
      all.map(({ id }) => id),
    ),
    listSeriesFailures(
      scope,
      all.map(({ id }) => id),
      { from, to: window.to },
    ),
  ]);
  const place = coverage.find((one) => one.account === job.account && one.region === job.region);
  const ids = metricIds.filter((id) => measures.some((measure) => id === `${prefix}.${measure}`));
  return ids.map((id): Plot => {
    const row = metricRow(id);
    const series = all
      .filter((one) => one.metricId === id)
      .toSorted((a, b) => hostOf(a).localeCompare(hostOf(b), 'en', { numeric: true }));
    let unit = '% of instance';
    const lines = series.slice(0, roles.length).map((one, index): RawLine => {
      let values = stepped.of(one);
      if (row.sumsOver && job.instanceType !== null) {
        const normalised = normalise(values, { from, stepMs }, row.sumsOver, [{ from: 0, type: job.instanceType }]);
        unit = `${normalised.unit} · ${normalised.note}`;
        values = normalised.values;
      }
      return { id: `${id} ${one.id}`, label: hostOf(one), role: roles[index] ?? 's1', values };
    });
    const seconds = (value: number | null) => (value === null ? null : value / 1000);
    const [first] = series;
    const noGpu = row.needs === 'gpu' && job.instanceType !== null && instanceType(job.instanceType)?.gpus === 0;
    const steps = Math.max(0, Math.ceil((window.to - from) / stepMs));
    return buildPlot({
      id,
      title: row.title,
      unit,
      from: from / 1000,
      step: stepMs / 1000,
      lines: lines.length > 0 ? lines : [{ id, label: 'hosts', role: 's1', values: Array.from({ length: steps }, () => null) }],
      limits: [],
      top: unit.includes('not normalised') ? undefined : 100,
      evidence: {
        published: noGpu ? { absence: 'not_published', why: `${job.instanceType} has no GPU.` } : null,
        createdAt: seconds(job.createdAt),
        endedAt: seconds(job.endedAt),
        ...coverageOf(
          reach.filter((one) => series.some(({ id }) => id === one.id)),
          placeReach(place),
        ),
        failures,
        unkept: stepped.unkept(series),
      },
      asOf: (place?.readTo ?? window.now) / 1000,
      cli:
        series.length > 0
          ? getMetricDataCli(
              job.region,
              series.map((one) => ({ ...one, periodSeconds: stepMs / 1000 })),
              { from, to: window.to },
            )
          : undefined,
      aws: first ? metricLink(job, first.namespace, first.dimensions) : undefined,
    });
  });
}
