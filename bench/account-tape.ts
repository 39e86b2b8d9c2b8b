import type { EndpointSpec } from '#demo/scenario/fleet/spec.ts';
import type { Place, Scenario } from '#demo/scenario/types.ts';
import { findSource } from '#demo/services/cloudwatch/points.ts';
import { parseStatistic } from '#demo/services/cloudwatch/statistics.ts';
import { type Answer, at, listAt, textAt, timeAt } from '#lib/catalog/answer.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { sampledFigures } from '#lib/collect/inventory/sampled.ts';
import { decideEndpointKind } from '#lib/metrics/endpoint-kind.ts';
import { healthFigures } from '#lib/metrics/evidence.ts';
import type { EndpointEvidence } from '#lib/metrics/health.ts';
import type { SampleHourRow } from '#lib/metrics/hours.ts';
import { planSeries, type WantedSeries } from '#lib/metrics/plan.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import { variantsOf } from '#lib/queries/fleet.ts';
import { evidenceFor } from '#lib/queries/health.ts';
import { dayMs, minuteMs } from '#lib/time.ts';

/** As often as the inventory looks. */
const lookEveryMs = 2 * minuteMs;

type Window = { from: number; to: number };
type Told = Parameters<typeof evidenceFor>[0];
/** What DescribeEndpoint said at a moment, epoch ms. */
type Look = { at: number; told: Told };
export type Reach = NonNullable<Parameters<typeof evidenceFor>[1]['place']>;

/** Everything that the product would have read of one endpoint, without a network and a database between. */
export type Tape = {
  name: string;
  looks: readonly Look[];
  /** @param reach up to where metrics were read @param now epoch ms; what is asked before the first look is null */
  evidence(reach: Reach, now: number): EndpointEvidence | null;
};

const judgedBy = new Set(Object.values(healthFigures).map(({ metric, statistic }) => `${metric} ${statistic}`));
const isJudgedBy = ({ metricId, statistic }: Pick<WantedSeries, 'metricId' | 'statistic'>): boolean =>
  judgedBy.has(`${metricId} ${statistic}`);

/** Describe calls, answered by the scenario itself; null for what is not there. */
const describerOf =
  (scenario: Scenario, place: Place) =>
  (operation: string, input: Record<string, unknown>, now: number): Answer | null => {
    try {
      return scenario.parts[0]?.operations[`sagemaker.${operation}`]?.(input, { ...place, now, scenario }) ?? null;
    } catch {
      return null;
    }
  };
type Describe = ReturnType<typeof describerOf>;

type Made = { config: Answer; models: readonly Answer[] };

function madeOf(ask: Describe, EndpointConfigName: string, now: number): Made {
  const config = ask('DescribeEndpointConfig', { EndpointConfigName }, now);
  const variants = ['ProductionVariants', 'ShadowProductionVariants'].flatMap((member) => listAt(config, member));
  const names = new Set(variants.flatMap((variant) => textAt(variant, 'ModelName') ?? []));
  return { config, models: [...names].flatMap((ModelName) => ask('DescribeModel', { ModelName }, now) ?? []) };
}

const toldBy = (description: Answer, { config, models }: Made): Told => ({
  status: textAt(description, 'EndpointStatus') ?? null,
  isPast: false,
  statusAt: timeAt(description, 'LastModifiedTime') ?? null,
  failureReason: textAt(description, 'FailureReason') ?? null,
  kind: decideEndpointKind({ endpoint: description, config, models }),
  variants: variantsOf(description, config, models),
});

function plannedOf(spec: EndpointSpec, description: Answer, { config, models }: Made): WantedSeries[] {
  const related = (kind: ResourceKind, name: string): Answer | undefined =>
    kind === 'endpoint_config' ? config : models.find((model) => textAt(model, 'ModelName') === name);
  const resource = { kind: 'endpoint', name: spec.name, description, createdAt: spec.createdAt, endedAt: null } as const;
  return planSeries([resource], related).filter(isJudgedBy);
}

class Recorder {
  readonly #series = new Map<string, { series: WantedSeries; id: number; row: SampleHourRow & { values: Float64Array } }>();
  readonly #from: number;
  readonly #minutes: number;

  constructor({ from, to }: Window) {
    this.#from = from;
    this.#minutes = Math.ceil((to - from) / minuteMs);
  }

  /** The values of a series, a minute each; NaN where nobody wrote. */
  of(series: WantedSeries): { series: WantedSeries; values: Float64Array; isNew: boolean } {
    const key = `${series.metricId} ${series.dimensionsKey}`;
    const known = this.#series.get(key);
    if (known) return { series, values: known.row.values, isNew: false };
    const id = this.#series.size;
    const values = new Float64Array(this.#minutes).fill(Number.NaN);
    this.#series.set(key, { series, id, row: { seriesId: id, hour: this.#from, values } });
    return { series, values, isNew: true };
  }

  /** As the database has it. */
  stored() {
    const all = [...this.#series.values()];
    return {
      series: all.map(({ series: { metricId, statistic, dimensions }, id }) => ({ id, metricId, statistic, dimensions })),
      hours: new Map(all.map(({ id, row }) => [id, [row]] as const)),
    };
  }
}

/** As GetMetricData answers once a minute has settled; minute by minute, because what is alike of a minute is then made once. */
function record(scenario: Scenario, place: Place, { fresh, from }: { fresh: ReturnType<Recorder['of']>[]; from: number }) {
  const read = fresh.flatMap(({ series: { namespace, metric, dimensions, statistic }, values }) => {
    const source = findSource(scenario, place, { namespace, metricName: metric, dimensions });
    const reduce = parseStatistic(statistic);
    return source && reduce ? [{ source, reduce, values }] : [];
  });
  const minutes = fresh[0]?.values.length ?? 0;
  for (let index = 0; index < minutes; index += 1) {
    for (const { source, reduce, values } of read) {
      const datum = source.datum(from / minuteMs + index);
      const value = datum && reduce(datum);
      if (value !== undefined) values[index] = storedValue(value) ?? Number.NaN;
    }
  }
}

const indexAt = (looks: readonly Look[], at: number): number => Math.floor((at - (looks[0]?.at ?? 0)) / lookEveryMs);

/** The look that was taken last, by a moment. */
export const lookAt = (looks: readonly Look[], now: number): Look | undefined =>
  looks[Math.min(looks.length - 1, indexAt(looks, now))];

/** Looks that are the last at some moment of [from, to). */
export const looksWithin = (looks: readonly Look[], from: number, to: number): readonly Look[] =>
  looks.slice(Math.max(0, indexAt(looks, from)), Math.max(0, indexAt(looks, to) + 1));

/** Reads an endpoint in a window, and for so long before it, a day unless said; whole minutes. */
export function tapeOf(scenario: Scenario, spec: EndpointSpec, window: Window & { pastMs?: number }): Tape {
  const place = { account: spec.account, region: spec.region };
  const ask = describerOf(scenario, place);
  const from =
    Math.floor((Math.max(window.from - (window.pastMs ?? dayMs), spec.createdAt) - minuteMs) / lookEveryMs) * lookEveryMs;
  const recorder = new Recorder({ from, to: window.to });
  const made = new Map<string, Made>();
  const looks: Look[] = [];
  let last: { mark: string; told: Told } | undefined;
  for (let lookedAt = from; lookedAt < window.to; lookedAt += lookEveryMs) {
    const description = ask('DescribeEndpoint', { EndpointName: spec.name }, lookedAt);
    if (description === null) continue;
    const config = textAt(description, 'EndpointConfigName') ?? '';
    const known = made.get(config);
    const parts = known ?? madeOf(ask, config, lookedAt);
    if (!known) {
      made.set(config, parts);
      const fresh = plannedOf(spec, description, parts).map((series) => recorder.of(series));
      record(scenario, place, { fresh: fresh.filter(({ isNew }) => isNew), from });
    }
    for (const { series, value } of sampledFigures('endpoint', spec.name, description).filter((one) => isJudgedBy(one.series))) {
      recorder.of(series).values[(lookedAt - from) / minuteMs] = storedValue(value) ?? Number.NaN;
    }
    const mark = ['EndpointStatus', 'LastModifiedTime', 'EndpointConfigName'].map((member) => at(description, member)).join();
    if (last?.mark !== mark) last = { mark, told: toldBy(description, parts) };
    looks.push({ at: lookedAt, told: last.told });
  }
  const stored = recorder.stored();
  return {
    name: spec.name,
    looks,
    evidence(reach, now) {
      const look = lookAt(looks, now);
      return look ? evidenceFor(look.told, { ...stored, place: reach }, now) : null;
    },
  };
}
