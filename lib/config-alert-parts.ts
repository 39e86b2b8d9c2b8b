import { z } from 'zod';
import type { Measured } from './alerts/own-rule.ts';
import { metricsOfKind } from './catalog/metric-kinds.ts';
import type { ResourceKind } from './catalog/resource-kinds.ts';
import { unitFactor } from './catalog/units.ts';

export const longestMinutes = 60;

const units: Readonly<Record<string, string>> = {
  ...{ us: 'Microseconds', µs: 'Microseconds', ms: 'Milliseconds', s: 'Seconds', '%': 'Percent' },
};
const limitExpected = 'expected a number, with its unit where it has one: 800 ms, 90 %, 3';
export const limit = z
  .union(
    [z.number(limitExpected), z.string(limitExpected).regex(/^-?\d+(\.\d+)?\s*(us|µs|ms|s|%)?$/, limitExpected)],
    limitExpected,
  )
  .transform((said) => {
    const [, digits = '', unit = ''] = /^(.*?)\s*(us|µs|ms|s|%)?$/.exec(String(said)) ?? [];
    return { value: Number(digits), unit: units[unit] ?? null };
  });
export type Limit = z.infer<typeof limit>;

const minutesExpected = `expected whole minutes like 10m, ${longestMinutes}m at most: metrics are collected by the minute`;
export const minutes = z
  .string(minutesExpected)
  .regex(/^[1-9]\d?m$/, minutesExpected)
  .transform((text) => Number.parseInt(text, 10))
  .refine((count) => count <= longestMinutes, minutesExpected);

export const name = z.string('expected a text').min(1, 'expected a text').max(300, 'expected at most 300 characters');

/** What is wrong with a rule, and where in it. */
export class Misfit extends Error {
  readonly path: readonly (string | number)[];
  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}

export function measured(
  kind: ResourceKind,
  { at, metric, statistic }: { at: readonly string[]; metric: string; statistic: string },
): Measured {
  const rows = metricsOfKind(kind);
  const found = rows.filter((row) => row.metric === metric);
  const [first] = found;
  if (!first) {
    const there = [...new Set(rows.map((row) => row.metric))].toSorted().join(', ');
    throw new Misfit(at, `nothing collects ${metric} of ${kind}: expected one of ${there}`);
  }
  const statistics = [...new Set(found.flatMap((row) => row.statistics))];
  if (!statistics.some((one) => one === statistic)) {
    throw new Misfit(
      [...at.slice(0, -1), 'statistic'],
      `${metric} is collected as ${statistics.join(', ')}: expected one of these`,
    );
  }
  return { metric, ids: found.map(({ id }) => id), statistic, unit: first.unit };
}

/** A count per minute, which alone can be added up. */
export function counted(kind: ResourceKind, at: readonly string[], metric: string): Measured {
  const rows = metricsOfKind(kind).filter((row) => row.metric === metric);
  if (rows.length > 0 && !rows.some((row) => row.statistics.includes('Sum'))) {
    throw new Misfit(at, `${metric} is no count: expected a metric whose Sum is collected`);
  }
  return measured(kind, { at, metric, statistic: 'Sum' });
}

export function inUnit({ value, unit }: Limit, wanted: string, at: readonly string[]): number {
  const factor = unit === null ? 1 : unitFactor(unit, wanted);
  if (factor === null) throw new Misfit(at, `the metric is in ${wanted}: expected a number in that unit`);
  return value * factor;
}
