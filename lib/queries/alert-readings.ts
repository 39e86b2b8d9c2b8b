import { alarmReadings, type WatchedAlarm } from '#lib/alerts/alarm-readings.ts';
import { endpointReadings } from '#lib/alerts/endpoint-readings.ts';
import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { createOwnWatch, type OwnWatch } from '#lib/alerts/own-watch.ts';
import type { Reading } from '#lib/alerts/reading.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { teamRules } from '#lib/catalog/health.ts';
import { isJobKind, jobFacts, tableKinds } from '#lib/catalog/jobs.ts';
import { formatCount, formatDuration } from '#lib/format.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { listFleet } from './health.ts';
import { isHeard } from './heard.ts';
import { listNodes, type NodeRecord } from './nodes.ts';
import { listOwnReadings } from './own-readings.ts';
import { listTeams } from './shell.ts';
import { type Ask, read, teamsOf, toTime } from './sql.ts';
import { type LabelingTally, listLabelingTallies } from './work.ts';

type Place = { account: string; region: string; name: string };
const subjectOf = (kind: string, { account, region, name }: Place) => ({ account, region, kind, name });

function nodeReading(node: NodeRecord): Reading {
  const about = { rule: 'node_unhealthy', subject: subjectOf('cluster_node', node) } as const;
  // What is replaced or checked is not well yet.
  if (node.isUnread || node.word === 'unknown' || node.word === 'changing') return { ...about, verdict: 'unknown' };
  if (node.word !== 'failing' && node.word !== 'degraded') return { ...about, verdict: 'holds' };
  return {
    ...about,
    verdict: 'broken',
    since: null,
    sentence: `of ${node.cluster}: ${node.sentence}`,
    figure: node.status ?? '',
  };
}

/** What the rule makes of a labeling job. At an hour when nobody worked yesterday, silence says nothing: it neither begins an alert nor ends one. */
export function labelingReading(job: LabelingTally, now: number): Reading {
  const about = { rule: 'labeling_stalled', subject: subjectOf('labeling_job', job) } as const;
  const since = job.lastWorkAt ?? job.startedAt;
  const idleMs = now - (since ?? now);
  if (job.waiting === 0 || idleMs <= teamRules.idleLabelingMinutes * minuteMs) return { ...about, verdict: 'holds' };
  if (!job.isWorkTime || !isHeard(job.readAt, now)) return { ...about, verdict: 'unknown' };
  const sentence = `has ${formatCount(job.waiting, 'object', 'objects')} waiting and nobody working`;
  return { ...about, verdict: 'broken', since, sentence, figure: formatDuration(idleMs) };
}

type FailedJob = Place & { kind: string; endedAt: number; description: unknown };

/** SageMaker's words for it, and those of compilation and packaging jobs. */
const failedWords = ['Failed', 'FAILED'];

const listFailedJobs = (scope: TeamScope, now: number): Promise<FailedJob[]> =>
  read<FailedJob>(
    scope,
    'failed jobs',
    `select account, region, kind, name, extract(epoch from coalesce(ended_at, last_seen_at))::float8 * 1000 as "endedAt", description
     from resource where kind = any($1) and status = any($4) and coalesce(ended_at, last_seen_at) > $2 and coalesce(ended_at, last_seen_at) <= $3`,
    [[...tableKinds, 'labeling_job'], toTime(now - dayMs), toTime(now), failedWords],
  );

function jobReading({ kind, endedAt, description, ...place }: FailedJob): Reading {
  const failureReason = isJobKind(kind) ? jobFacts(kind, description).failureReason : null;
  const sentence = failureReason === null ? 'failed, and AWS does not say why' : `failed: ${failureReason}`;
  return { rule: 'job_failed', subject: subjectOf(kind, place), verdict: 'broken', since: endedAt, sentence, figure: '' };
}

const listAlarms = (scope: TeamScope, now: number): Promise<WatchedAlarm[]> =>
  read<WatchedAlarm>(
    scope,
    'mirrored alarms',
    `select account, region, name, status, description, extract(epoch from last_seen_at)::float8 * 1000 as "seenAt"
     from resource where kind = 'alarm' and deleted_at is null and first_seen_at <= $2 and ($1::text[] is null or team = any($1))`,
    [teamsOf(scope), toTime(now)],
  );

/** Team by team: what their endpoints are judged by need not be held all at once. */
async function endpointReadingsOf(scope: TeamScope, ask: Ask): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const { slug } of await listTeams(scope)) {
    const fleet = await listFleet(scope, { ...ask, team: slug });
    for (const { endpoint, report, evidence } of fleet) {
      readings.push(...endpointReadings(subjectOf('endpoint', endpoint), report, evidence));
    }
  }
  return readings;
}

/** Rules of one's own, and what their anomalies are told by. */
type Own = { rules: readonly OwnRule[]; watch: OwnWatch };
const noneOfOwn = (): Own => ({ rules: [], watch: createOwnWatch() });

/**
 * What every rule makes of everything that it watches, at `now` (epoch ms): the catalogue's as the console's pages judge it, and those of one's own.
 */
export async function listAlertReadings(scope: TeamScope, now: number, own: Own = noneOfOwn()): Promise<Reading[]> {
  const ask = { team: 'all', now, asOf: null };
  const [endpoints, nodes, labeling, failed, alarms, ownReadings] = await Promise.all([
    endpointReadingsOf(scope, ask),
    listNodes(scope, ask),
    listLabelingTallies(scope, ask),
    listFailedJobs(scope, now),
    listAlarms(scope, now),
    listOwnReadings(scope, { ...own, now }),
  ]);
  return [
    ...endpoints,
    ...nodes.map(nodeReading),
    ...labeling.map((job) => labelingReading(job, now)),
    ...failed.map(jobReading),
    ...alarmReadings(alarms, now),
    ...ownReadings,
  ];
}
