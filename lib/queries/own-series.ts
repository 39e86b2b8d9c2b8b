import { matchesGlob } from '#lib/alerts/glob.ts';
import { measuredBy, type OwnRule } from '#lib/alerts/own-rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { type SeriesRecord, seriesColumns } from './series.ts';
import { read, teamsOf } from './sql.ts';

export type Watched = Pick<SeriesRecord, 'id' | 'account' | 'region' | 'name' | 'metricId' | 'dimensions' | 'statistic'> & {
  team: string;
};

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

/** Of the resource that a series is of, among those of one kind. */
export const subjectKey = ({ account, region, name }: Watched): string => `${account} ${region} ${name}`;

const ownDimensions = new Set(['EndpointName', 'LabelingJobName', 'PipelineName', 'ClusterName', 'InferenceComponentName']);

/** What tells a series from others of its resource: "AllTraffic". */
export const partOf = ({ dimensions }: Pick<Watched, 'dimensions'>): string =>
  dimensions
    .filter(({ Name }) => !ownDimensions.has(Name))
    .map(({ Value }) => Value)
    .join(' ');
