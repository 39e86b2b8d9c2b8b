import type { TeamScope } from '#lib/auth/scope.ts';
import type { PlotGap } from '#lib/catalog/plot.ts';
import { notFound } from '#lib/errors.ts';
import { explainGaps } from '#lib/metrics/gaps.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import { coverageOf } from '#lib/metrics/reach.ts';
import { minutesUnder } from '#lib/metrics/rolled-steps.ts';
import { combineOf, inSteps } from '#lib/metrics/steps.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import { listCoverage, listSeriesFailures, placeReach } from './collection.ts';
import { listReach } from './reach.ts';
import { readRolledSteps } from './rollups.ts';
import { readHours, type SeriesRecord, seriesColumns } from './series.ts';
import { read, teamsOf } from './sql.ts';

type Life = { createdAt: number | null; endedAt: number | null };

/** One series, with the life of its resource. @throws TrailwatchError `not_found`, also for another team's */
export async function getSeries(
  scope: TeamScope,
  { account, id }: { account: string; id: number },
): Promise<SeriesRecord & Life> {
  const [row] = await read<SeriesRecord & Life>(
    scope,
    'one series',
    `select ${seriesColumns}, extract(epoch from r.created_at)::float8 * 1000 as "createdAt",
       extract(epoch from coalesce(r.ended_at, r.deleted_at))::float8 * 1000 as "endedAt"
     from series s join resource r on (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name)
     where s.account = $2 and s.id = $3 and ($1::text[] is null or r.team = any($1))`,
    [teamsOf(scope), account, id],
  );
  if (!row) throw notFound(`Series ${id}`);
  return row;
}

export type SeriesPoints = {
  /** Epoch ms of the first step; a value every `stepMs`, null where there is none. */
  from: number;
  stepMs: number;
  /** How minutes became steps. */
  combined: string;
  values: (number | null)[];
  /** Why, for every minute without a value. Epoch seconds. */
  gaps: PlotGap[];
};

type Asked = { from: number; to: number; stepMs: number; now: number };

/** What is stored of one series, in steps of whole minutes that begin at multiples of the step. */
export async function readSeriesPoints(scope: TeamScope, series: SeriesRecord & Life, asked: Asked): Promise<SeriesPoints> {
  const { to, stepMs, now } = asked;
  const from = floorTo(asked.from, stepMs);
  const [hours, rolled, coverage, reach, failures] = await Promise.all([
    readHours(scope, [series], { from, to }),
    readRolledSteps(scope, series, { from, to, stepMs }),
    listCoverage(scope, { from, to: now }),
    listReach(scope, [series.id]),
    listSeriesFailures(scope, [series.id], { from, to }),
  ]);
  const minutes = minutesOf(hours.get(series.id) ?? [], from, to);
  const isRolled = minutesUnder(rolled, stepMs);
  const place = coverage.find(({ account, region }) => account === series.account && region === series.region);
  const seconds = (at: number | null | undefined) => (at === null || at === undefined ? null : at / 1000);
  const gaps = explainGaps(
    { from: from / 1000, step: minuteMs / 1000, isMissing: minutes.map((value, minute) => value === null && !isRolled(minute)) },
    {
      published: null,
      createdAt: seconds(series.createdAt),
      endedAt: seconds(series.endedAt),
      ...coverageOf(reach, placeReach(place)),
      failures: failures.filter(({ seriesIds }) => seriesIds.includes(series.id)),
    },
  ).filter(({ repairedAt }) => repairedAt === undefined);
  const combine = combineOf(series.statistic);
  const values = inSteps(minutes, stepMs, combine).map((value, step) => value ?? rolled[step] ?? null);
  return { from, stepMs, combined: `${combine.word}; of roll-ups where the minutes are kept no longer`, values, gaps };
}
