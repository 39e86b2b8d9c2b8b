import type { TeamScope } from '#lib/auth/scope.ts';
import type { Plot } from '#lib/catalog/plot.ts';
import type { GapEvidence, Span } from '#lib/metrics/gaps.ts';
import { addUp, buildPlot, percentOf } from '#lib/metrics/plot.ts';
import { coverageOf } from '#lib/metrics/reach.ts';
import { perMinute } from '#lib/metrics/steps.ts';
import { common } from '#lib/metrics/windows.ts';
import { coverageReachesMs, listCoverage, listSeriesFailures, type PlaceCoverage } from './collection.ts';
import { listTeamSeries } from './series.ts';
import { readStepped, type StepWindow, stepWindow } from './stepped.ts';

const calls = ['endpoint.invocations Sum', 'async.processed Sum'];
const bad = ['endpoint.errors.5xx Sum'];
const client = ['endpoint.errors.4xx Sum'];

type Failure = Awaited<ReturnType<typeof listSeriesFailures>>[number];

/** What is known of a sum: only minutes in which every place of it was read and no part of it is still missing. */
function evidenceOf(places: readonly PlaceCoverage[], failures: readonly Failure[]): GapEvidence {
  const readTo = places.map((place) => place.readTo).filter((at) => at !== null);
  const coveredTo = readTo.length < places.length || readTo.length === 0 ? null : Math.min(...readTo) / 1000;
  const covered = common(places.map((place) => place.covered));
  const budget = places.find((place) => place.budget)?.budget ?? undefined;
  return {
    ...{ published: null, createdAt: null, endedAt: null },
    ...coverageOf([], { coveredTo, covered, budget }),
    failures,
  };
}

/** What is older than the runs that are looked through was read since its first value: what is stored of it is whole. */
function olderSpan(values: readonly (number | null)[], { from, stepMs, now }: StepWindow & { now: number }): Span | null {
  const first = values.findIndex((value) => value !== null);
  const span = { from: (from + first * stepMs) / 1000, to: (now - coverageReachesMs) / 1000 };
  return first >= 0 && span.from < span.to ? span : null;
}

const isKnown = ({ covered, coveredTo, failures }: GapEvidence, at: number): boolean =>
  at < (coveredTo ?? Number.NEGATIVE_INFINITY) &&
  covered.some((span) => at >= span.from && at < span.to) &&
  !failures.some((one) => one.repairedAt === null && at >= one.from && at < one.to);

/** Calls and errors of all endpoints of a team together: counts add up, so these two may be summed. */
export async function listTeamPlots(
  scope: TeamScope,
  ask: { team: string; from: number; to: number; now: number },
): Promise<{ invocations: Plot; errors: Plot }> {
  const window = stepWindow(ask);
  const { from, stepMs } = window;
  const [series, coverage] = await Promise.all([
    listTeamSeries(scope, { team: ask.team, kinds: ['endpoint'], wanted: [...calls, ...bad, ...client] }),
    listCoverage(scope, { from, to: ask.now }),
  ]);
  const ids = series.map((one) => one.id);
  const [stepped, failures] = await Promise.all([
    readStepped(scope, series, window),
    listSeriesFailures(scope, ids, { from, to: ask.to }),
  ]);
  const places = coverage.filter((place) => series.some((one) => one.account === place.account && one.region === place.region));
  const length = Math.ceil((ask.to - from) / stepMs);
  const sum = (wanted: readonly string[]) =>
    addUp(
      series
        .filter((one) => wanted.includes(`${one.metricId} ${one.statistic}`))
        .map((one) => perMinute(stepped.of(one), stepMs)),
      length,
    );
  const evidence = evidenceOf(places, failures);
  const older = olderSpan(sum(calls), { ...window, now: ask.now });
  const covered = older ? [older, ...evidence.covered] : evidence.covered;
  const known = Array.from({ length }, (_, index) => isKnown({ ...evidence, covered }, (from + index * stepMs) / 1000));
  const total = (wanted: readonly string[]) => sum(wanted).map((value, index) => (known[index] ? value : null));
  const asOf = evidence.coveredTo ?? ask.now / 1000;
  const base = { from: from / 1000, step: stepMs / 1000, evidence: { ...evidence, covered }, asOf, limits: [] };
  const all = total(calls);
  return {
    invocations: buildPlot({
      ...base,
      ...{ id: 'team-invocations', title: 'Invocations', unit: 'per min' },
      lines: [{ id: 'all', label: 'all endpoints', role: 's1', values: all, isCount: true }],
    }),
    errors: buildPlot({
      ...base,
      ...{ id: 'team-errors', title: 'Errors', unit: '% of calls' },
      lines: [
        { id: '5xx', label: '5xx', role: 's2', values: percentOf(total(bad), all) },
        { id: '4xx', label: '4xx', role: 's1', values: percentOf(total(client), all) },
      ],
      limits: [{ value: 1, label: '1 % 5xx', kind: 'limit' }],
    }),
  };
}
