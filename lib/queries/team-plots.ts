import type { TeamScope } from '#lib/auth/scope.ts';
import type { Plot } from '#lib/catalog/plot.ts';
import type { GapEvidence } from '#lib/metrics/gaps.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import { addUp, buildPlot, percentOf } from '#lib/metrics/plot.ts';
import { common } from '#lib/metrics/windows.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import { listCoverage, listSeriesFailures, type PlaceCoverage } from './collection.ts';
import { listTeamSeries, readHours } from './series.ts';

const calls = ['endpoint.invocations Sum', 'async.processed Sum'];
const bad = ['endpoint.errors.5xx Sum'];
const client = ['endpoint.errors.4xx Sum'];

type Failure = Awaited<ReturnType<typeof listSeriesFailures>>[number];

/** What is known of a sum: only minutes in which every place of it was read and no part of it is still missing. */
function evidenceOf(places: readonly PlaceCoverage[], failures: readonly Failure[]): GapEvidence {
  const readTo = places.map((place) => place.readTo).filter((at) => at !== null);
  return {
    ...{ published: null, createdAt: null, endedAt: null },
    coveredTo: readTo.length < places.length || readTo.length === 0 ? null : Math.min(...readTo) / 1000,
    covered: common(places.map((place) => place.covered)),
    failures,
  };
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
  const from = floorTo(ask.from, minuteMs);
  const [series, coverage] = await Promise.all([
    listTeamSeries(scope, { team: ask.team, kinds: ['endpoint'], wanted: [...calls, ...bad, ...client] }),
    listCoverage(scope, { from, to: ask.now }),
  ]);
  const ids = series.map((one) => one.id);
  const [hours, failures] = await Promise.all([
    readHours(scope, series, { from, to: ask.to }),
    listSeriesFailures(scope, ids, { from, to: ask.to }),
  ]);
  const places = coverage.filter((place) => series.some((one) => one.account === place.account && one.region === place.region));
  const evidence = evidenceOf(places, failures);
  const length = Math.ceil((ask.to - from) / minuteMs);
  const known = Array.from({ length }, (_, index) => isKnown(evidence, from / 1000 + index * 60));
  const total = (wanted: readonly string[]) =>
    addUp(
      series
        .filter((one) => wanted.includes(`${one.metricId} ${one.statistic}`))
        .map((one) => minutesOf(hours.get(one.id) ?? [], from, ask.to)),
      length,
    ).map((value, index) => (known[index] ? value : null));
  const asOf = evidence.coveredTo ?? ask.now / 1000;
  const base = { from: from / 1000, evidence, asOf, limits: [] };
  const all = total(calls);
  return {
    invocations: buildPlot({
      ...base,
      ...{ id: 'team-invocations', title: 'Invocations', unit: 'per min' },
      lines: [{ id: 'all', label: 'all endpoints', role: 's1', minutes: all, isCount: true }],
    }),
    errors: buildPlot({
      ...base,
      ...{ id: 'team-errors', title: 'Errors', unit: '% of calls' },
      lines: [
        { id: '5xx', label: '5xx', role: 's2', minutes: percentOf(total(bad), all) },
        { id: '4xx', label: '4xx', role: 's1', minutes: percentOf(total(client), all) },
      ],
      limits: [{ value: 1, label: '1 % 5xx', kind: 'limit' }],
    }),
  };
}
