import type { TeamScope } from '#lib/auth/scope.ts';
import { getMetricDataCli } from '#lib/catalog/aws-cli.ts';
import { metricLink } from '#lib/catalog/console-links.ts';
import { isMetricId, metricRow } from '#lib/catalog/metrics.ts';
import type { Plot, PlotRole } from '#lib/catalog/plot.ts';
import { buildPlot, type RawLine } from '#lib/metrics/plot.ts';
import { coverageOf } from '#lib/metrics/reach.ts';
import { listCoverage, listSeriesFailures, placeReach } from './collection.ts';
import { listReach } from './reach.ts';
import { listResourceSeries, type SeriesRecord } from './series.ts';
import { partsOfMean, readStepped, type StepWindow, stepWindow } from './stepped.ts';

const mostPlots = 4;
const roles = ['s1', 's2', 's3', 's4', 's5', 's6'] as const satisfies readonly PlotRole[];
/** What says most of a metric, where several of its statistics are stored. */
const preferred = ['Average', 'Sum', 'Maximum', 'p99', 'Sample'];

export type ResourcePlotAsk = {
  resource: { account: string; region: string; kind: string; name: string; createdAt: number | null; endedAt: number | null };
  from: number;
  to: number;
  now: number;
};

type Read = Awaited<ReturnType<typeof readAll>>;

async function readAll(scope: TeamScope, series: readonly SeriesRecord[], window: StepWindow & { now: number }) {
  const ids = series.map(({ id }) => id);
  const [stepped, coverage, reach, failures] = await Promise.all([
    readStepped(scope, series, window),
    listCoverage(scope, { from: window.from, to: window.now }),
    listReach(scope, ids),
    listSeriesFailures(scope, ids, { from: window.from, to: window.to }),
  ]);
  return { stepped, coverage, reach, failures };
}

/** One chart of each metric that is stored of a resource, in one statistic, with its gaps explained; at most four, of six lines each. */
export async function listResourcePlots(scope: TeamScope, { resource, ...asked }: ResourcePlotAsk): Promise<Plot[]> {
  const all = await listResourceSeries(scope, resource);
  const groups = [...Map.groupBy(all, ({ namespace, metric }) => `${namespace} ${metric}`).values()]
    .map(ofOneStatistic)
    .filter((list) => list.length > 0)
    .slice(0, mostPlots);
  const shown = groups.flat();
  const window = { ...stepWindow(asked), now: asked.now };
  const means = new Set(shown.filter(({ statistic }) => statistic === 'Average').map(({ metric }) => metric));
  const parts = all.filter(({ metric, statistic }) => means.has(metric) && partsOfMean.some((part) => part === statistic));
  const known = await readAll(scope, [...new Set([...shown, ...parts])], window);
  return groups.map((list) => plotOf(list, resource, { ...known, window }));
}

function ofOneStatistic(series: readonly SeriesRecord[]): SeriesRecord[] {
  const statistic = preferred.find((one) => series.some((each) => each.statistic === one)) ?? series[0]?.statistic;
  return series.filter((one) => one.statistic === statistic);
}

function plotOf(
  list: readonly SeriesRecord[],
  resource: ResourcePlotAsk['resource'],
  { window, stepped, coverage, reach, failures }: Read & { window: StepWindow & { now: number } },
): Plot {
  const [first] = list;
  const row = first?.metricId && isMetricId(first.metricId) ? metricRow(first.metricId) : null;
  const { from, to, stepMs, now } = window;
  const seconds = (at: number | null) => (at === null ? null : at / 1000);
  const place = coverage.find(({ account, region }) => account === resource.account && region === resource.region);
  const id = first?.metricId ?? first?.metric ?? '';
  const own = new Set(list.map((one) => one.id));
  return buildPlot({
    id: `${id} ${first?.statistic}`,
    title: row?.title ?? first?.metric ?? '',
    unit: `${row?.unit ?? first?.unit ?? 'no unit told'}, ${first?.statistic === 'Sample' ? 'as described' : first?.statistic}`,
    from: from / 1000,
    step: stepMs / 1000,
    lines: list.slice(0, roles.length).map(
      (one, index): RawLine => ({
        id: `${id} ${one.id}`,
        label: one.dimensions.map(({ Value }) => Value).at(-1) ?? 'all',
        role: roles[index] ?? 's1',
        values: stepped.of(one),
      }),
    ),
    limits: [],
    evidence: {
      published: null,
      createdAt: seconds(resource.createdAt),
      endedAt: seconds(resource.endedAt),
      ...coverageOf(
        reach.filter((one) => own.has(one.id)),
        placeReach(place),
      ),
      failures: failures.filter(({ seriesIds }) => seriesIds.some((one) => own.has(one))),
      unkept: stepped.unkept(list),
    },
    asOf: (place?.readTo ?? now) / 1000,
    cli: getMetricDataCli(
      resource.region,
      list.map((one) => ({ ...one, periodSeconds: stepMs / 1000 })),
      { from, to },
    ),
    aws: first ? metricLink(resource, first.namespace, first.dimensions) : undefined,
  });
}
