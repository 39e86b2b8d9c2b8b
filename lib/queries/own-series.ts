import { matchesGlob } from '#lib/alerts/glob.ts';
import { lookbackMs } from '#lib/alerts/own-past.ts';
import { measuredBy, type OwnRule } from '#lib/alerts/own-rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import { type SeriesRecord, seriesColumns } from './series.ts';
import { read, teamsOf } from './sql.ts';

export type Watched = SeriesRecord & { team: string };

/** Series of what lives, of a kind: the metrics and statistics asked for, as pairs "metric statistic". */
export const listWatched = (
  scope: TeamScope,
  { kind, wanted }: { kind: string; wanted: readonly string[] },
): Promise<Watched[]> =>
  read<Watched>(
    scope,
    'series of own rules',
    `select ${seriesColumns}, r.team from series s
     join resource r on (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name)
     where s.kind = $2 and s.metric_id || ' ' || s.statistic = any($3) and r.deleted_at is null and r.ended_at is null
       and ($1::text[] is null or r.team = any($1))`,
    [teamsOf(scope), kind, wanted],
  );

/** What a rule reads: the metric's name, by "id statistic". */
export const wantedBy = ({ test }: OwnRule): Map<string, string> =>
  new Map(measuredBy(test).flatMap(({ metric, ids, statistic }) => ids.map((id) => [`${id} ${statistic}`, metric] as const)));
export const figureKey = ({ metricId, statistic }: Watched): string => `${metricId} ${statistic}`;

type Place = Pick<Watched, 'team' | 'account' | 'region' | 'name'>;

export const watches = ({ scope: { teams, accounts, regions, names } }: OwnRule, one: Place): boolean =>
  (teams?.includes(one.team) ?? true) &&
  (accounts?.includes(one.account) ?? true) &&
  (regions?.includes(one.region) ?? true) &&
  (names?.some((pattern) => matchesGlob(pattern, one.name)) ?? true);

type Life = { wanted: ReadonlyMap<string, string>; reach: SeriesReach | undefined; end: number };

/** Whether a rule reads a series that published within what it looks at; `wanted`: `wantedBy` of the rule. That of a variant that was taken away before does not count. */
export const isWatching = (rule: OwnRule, one: Watched, { wanted, reach, end }: Life): boolean =>
  wanted.has(figureKey(one)) && watches(rule, one) && reach !== undefined && reach.activeTo * 1000 > end - lookbackMs(rule.test);

/** Of the resource that a series is of, among those of one kind. */
export const subjectKey = ({ account, region, name }: Watched): string => `${account} ${region} ${name}`;

const ownDimensions = new Set(['EndpointName', 'LabelingJobName', 'PipelineName', 'ClusterName', 'InferenceComponentName']);

/** What tells a series from others of its resource: "AllTraffic". */
export const partOf = ({ dimensions }: Pick<Watched, 'dimensions'>): string =>
  dimensions
    .filter(({ Name }) => !ownDimensions.has(Name))
    .map(({ Value }) => Value)
    .join(' ');
