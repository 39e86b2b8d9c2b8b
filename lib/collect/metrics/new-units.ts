import { getMetricStatistics } from '#lib/aws/cloudwatch.ts';
import { judgeUnits, type Witness } from '#lib/metrics/unit-votes.ts';
import { newUnits, type SeenUnit, type UnitSpan } from '#lib/metrics/units.ts';
import type { ActiveMetric, UnitWitness } from '#lib/store/series.ts';
import { floorTo, hourMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

type Look = { from: number; to: number; periodSeconds: number };

/** The units of a witness's points in a window, by periods. @returns null when AWS did not answer: the failure is on the run */
async function seeUnits(
  run: RunContext,
  { namespace, metric, dimensions, ...witness }: Omit<ActiveMetric, 'witnesses'> & UnitWitness,
  { from, to, periodSeconds }: Look,
): Promise<SeenUnit[] | null> {
  const end = Math.min(to, witness.to ?? to);
  if (end <= from) return [];
  const answer = await run.aws.send(getMetricStatistics, {
    ...{ Namespace: namespace, MetricName: metric, Dimensions: dimensions },
    ...{ StartTime: new Date(from), EndTime: new Date(end), Period: periodSeconds, Statistics: ['SampleCount'] },
  });
  if (!answer.ok) {
    run.fail(answer.failure, { subject: metric });
    return null;
  }
  return (answer.value.Datapoints ?? []).flatMap(({ Timestamp, Unit }) =>
    Timestamp && Unit ? [{ at: Timestamp.getTime(), unit: Unit }] : [],
  );
}

/** The same of every witness. */
async function hear(run: RunContext, { witnesses, ...one }: ActiveMetric, look: Look): Promise<Witness[] | null> {
  const heard: Witness[] = [];
  for (const witness of witnesses) {
    const seen = await seeUnits(run, { ...one, ...witness }, look);
    if (seen === null) return null;
    heard.push({ owner: witness.owner, seen });
  }
  return heard;
}

type News = { found: UnitSpan[]; doubted: string[] | null };

/**
 * What is new of a metric's units, to the minute: an hour that holds two counts as before the change, which is looked for in it, with those alone
 * that told of it.
 */
export async function findNewUnits(
  run: RunContext,
  one: ActiveMetric,
  { spans, since, now }: { spans: readonly UnitSpan[]; since: number; now: number },
): Promise<News | null> {
  const heard = await hear(run, one, { from: floorTo(since, hourMs), to: now, periodSeconds: 3600 });
  if (heard === null) return null;
  const verdict = judgeUnits({ unit: one.unit, spans }, heard);
  const found: UnitSpan[] = [];
  for (const span of verdict.found) {
    const tellers = new Set(heard.filter(({ seen }) => seen.some(({ unit }) => unit === span.unit)).map(({ owner }) => owner));
    const witnesses = span.since === 0 ? [] : one.witnesses.filter(({ owner }) => tellers.has(owner));
    const look = { from: span.since - hourMs, to: Math.min(now, span.since + hourMs), periodSeconds: 60 };
    const minutes = await hear(run, { ...one, witnesses }, look);
    if (minutes === null) return null;
    const before = { unit: one.unit, spans: [...verdict.known, ...found] };
    const seen = minutes.flatMap((witness) => witness.seen);
    found.push({ ...span, since: newUnits(before, seen).find(({ unit }) => unit === span.unit)?.since ?? span.since });
  }
  return { found, doubted: verdict.doubted };
}
