import type { TeamScope } from '#lib/auth/scope.ts';
import { endpointRules } from '#lib/catalog/health.ts';
import { type MetricRow, metrics } from '#lib/catalog/metrics.ts';
import { endpointPanels, type PanelId, type PanelLine, type PanelRow } from '#lib/catalog/panels.ts';
import type { Plot, PlotLine, PlotRole } from '#lib/catalog/plot.ts';
import { formatDuration } from '#lib/format.ts';
import { normalise } from '#lib/metrics/normalise.ts';
import { addUp, buildPlot, percentOf, type RawLine } from '#lib/metrics/plot.ts';
import { minuteMs } from '#lib/time.ts';
import { listCoverage, listSeriesFailures } from './collection.ts';
import { asOfPlot, evidenceFor, type PlotAsk, type PlotContext, references, stepsFor } from './plot-evidence.ts';
import { listReach } from './reach.ts';
import { type Dimension, listResourceSeries, type SeriesRecord } from './series.ts';
import { partsOfMean, readStepped, type Stepped, stepWindow } from './stepped.ts';

const weekMs = 7 * 24 * 60 * minuteMs;
const memberRoles = ['s1', 's2', 's3', 's4', 's5', 's6'] as const satisfies readonly PlotRole[];
const memberDimension = { container: 'ContainerName', component: 'InferenceComponentName' } as const;

/** Charts of one endpoint over one window, each with its gaps explained, in four round trips. */
export async function listEndpointPlots(scope: TeamScope, ask: PlotAsk): Promise<Plot[]> {
  const { endpoint } = ask;
  const window = stepWindow(ask);
  const { from, stepMs } = window;
  const keys = [
    { ...endpoint, kind: 'endpoint' },
    ...(ask.components ?? []).map((name) => ({
      account: endpoint.account,
      region: endpoint.region,
      name,
      kind: 'inference_component',
    })),
  ];
  const all = (await Promise.all(keys.map((key) => listResourceSeries(scope, key)))).flat();
  const wanted = new Set(ask.panels.flatMap((id) => linesOf(endpointPanels[id]).flatMap((one) => storedOf(one, stepMs))));
  const series = all.filter((one) => wanted.has(`${one.metricId} ${one.statistic}`));
  const [stepped, weekAgo, coverage, reach, failures] = await Promise.all([
    readStepped(scope, series, window),
    ask.compareWeek ? readStepped(scope, series, { ...window, from: from - weekMs, to: ask.to - weekMs }) : null,
    listCoverage(scope, { from, to: ask.now }),
    listReach(
      scope,
      series.map((one) => one.id),
    ),
    listSeriesFailures(
      scope,
      series.map((one) => one.id),
      { from, to: ask.to },
    ),
  ]);
  const place = coverage.find((one) => one.account === endpoint.account && one.region === endpoint.region);
  return ask.panels.map((id) => plotOf(id, { ...ask, from, stepMs, series, stepped, weekAgo, place, reach, failures }));
}

const linesOf = (panel: PanelRow): readonly PanelLine[] => [...panel.lines, ...(panel.shareOf ? [panel.shareOf] : [])];

/** What is read for a line: a mean of longer steps needs its parts. */
const storedOf = ({ metric, statistic }: PanelLine, stepMs: number): string[] =>
  [statistic, ...(statistic === 'Average' && stepMs > minuteMs ? partsOfMean : [])].map((one) => `${metric} ${one}`);

const dimensionValue = (dimensions: readonly Dimension[], name: string): string | undefined =>
  dimensions.find((one) => one.Name === name)?.Value;

/** The series a line of a panel is made of. */
function seriesFor(line: PanelLine, panel: PanelRow, context: PlotContext): SeriesRecord[] {
  return context.series.filter((one) => {
    if (one.metricId !== line.metric || one.statistic !== line.statistic) return false;
    const variant = dimensionValue(one.dimensions, 'VariantName');
    return (
      panel.whole ||
      panel.members === 'component' ||
      variant === undefined ||
      context.variant === null ||
      variant === context.variant
    );
  });
}

const summed = (
  list: readonly SeriesRecord[],
  context: PlotContext,
  stepped: Stepped | null = context.stepped,
): (number | null)[] =>
  addUp(
    stepped === null ? [] : list.map((one) => stepsFor(one, context, stepped)),
    Math.ceil((context.to - context.from) / context.stepMs),
  );

function plotOf(id: PanelId, context: PlotContext): Plot {
  const panel: PanelRow = endpointPanels[id];
  const { unit, note, raw } = rawLines(panel, context);
  const used = linesOf(panel).flatMap((line) => seriesFor(line, panel, context));
  return buildPlot({
    id,
    title: panel.title,
    unit,
    from: context.from / 1000,
    step: context.stepMs / 1000,
    lines: raw,
    limits: limitsOf(id, panel, context),
    evidence: evidenceFor(panel, used, context),
    asOf: asOfPlot(used, context),
    ...(panel.top === undefined || note.startsWith('not normalised') ? {} : { top: panel.top }),
    ...references(used, context),
  });
}

function rawLines(panel: PanelRow, context: PlotContext): { unit: string; note: string; raw: RawLine[] } {
  const base = panel.shareOf ? summed(seriesFor(panel.shareOf, panel, context), context) : null;
  let unit = panel.unit;
  let note = '';
  const finish = (line: PanelLine, values: (number | null)[]): (number | null)[] => {
    if (base) return percentOf(values, base);
    const over = (metrics as Record<string, MetricRow>)[line.metric]?.sumsOver;
    if (over) {
      const normalised = normalise(values, { from: context.from, stepMs: context.stepMs }, over, context.types);
      unit = normalised.unit;
      note = normalised.note;
      return normalised.values;
    }
    return panel.scale === undefined ? values : values.map((value) => (value === null ? null : value * (panel.scale ?? 1)));
  };
  const isCount = (line: PanelLine) => line.statistic === 'Sum' && base === null;
  const raw: RawLine[] = panel.lines.flatMap((line): RawLine[] => {
    const list = seriesFor(line, panel, context);
    const { members } = panel;
    if (!members)
      return [
        {
          id: `${line.metric} ${line.statistic}`,
          label: line.label,
          role: line.role,
          values: finish(line, summed(list, context)),
          isCount: isCount(line),
        },
      ];
    const groups = [...Map.groupBy(list, (one) => dimensionValue(one.dimensions, memberDimension[members]) ?? '')].slice(
      0,
      memberRoles.length,
    );
    if (groups.length === 0)
      return [{ id: line.metric, label: line.label, role: 's1', values: summed([], context), isCount: isCount(line) }];
    return groups.map(([member, some], index) => ({
      id: `${line.metric} ${member}`,
      label: member,
      role: memberRoles[index] ?? 's1',
      values: finish(line, summed(some, context)),
      isCount: isCount(line),
    }));
  });
  const ghost = context.compareWeek ? weekAgo(panel, context) : null;
  return { unit: note === '' ? unit : `${unit} · ${note}`, note, raw: ghost ? [...raw, ghost] : raw };
}

/** Same time last week of the line that matters most: the rarest percentile, else the first. */
function weekAgo(panel: PanelRow, context: PlotContext): RawLine | null {
  const line = panel.lines.find((one) => one.role === 'p99') ?? panel.lines[0];
  if (!line || panel.members || panel.shareOf || line.statistic === 'Sample') return null;
  const steps = summed(seriesFor(line, panel, context), context, context.weekAgo);
  const scale = panel.scale ?? 1;
  const over = (metrics as Record<string, MetricRow>)[line.metric]?.sumsOver;
  const values = over
    ? normalise(steps, { from: context.from - weekMs, stepMs: context.stepMs }, over, context.types).values
    : steps.map((value) => (value === null ? null : value * scale));
  return { id: `${line.metric} week`, label: 'a week ago', role: 'ghost', values };
}

function limitsOf(id: PanelId, panel: PanelRow, context: PlotContext): PlotLine[] {
  const target = context.targets?.[id];
  const limits: PlotLine[] = target ? [target] : [];
  if (panel.limit === 'latency' && context.latencyLimitMs !== null) {
    limits.push({ value: context.latencyLimitMs, label: `${context.latencyLimitMs} ms p99, 5 of 5 min`, kind: 'limit' });
  }
  if (panel.limit === 'errors')
    limits.push({ value: endpointRules.errors.limit, label: `${endpointRules.errors.limit} % 5xx`, kind: 'limit' });
  if (panel.limit !== undefined && panel.limit !== 'latency' && panel.limit !== 'errors') {
    const { limit, unit } = endpointRules[panel.limit];
    limits.push({ value: limit, label: unit === 's' ? formatDuration(1000 * limit) : `${limit} ${unit}`, kind: 'limit' });
  }
  return limits;
}
