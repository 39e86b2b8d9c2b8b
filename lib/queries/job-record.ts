import type { TeamScope } from '#lib/auth/scope.ts';
import { type JobKind, jobFacts, jobRow } from '#lib/catalog/jobs.ts';
import { completenessOf, type RecordPart } from '#lib/metrics/completeness.ts';
import { sameEvent } from './audit-where.ts';
import { listReach } from './reach.ts';
import { listResourceSeries } from './series.ts';
import { read, teamsOf } from './sql.ts';

type Key = { account: string; region: string; kind: JobKind; name: string };
type Job = { status: string | null; description: unknown; createdAt: number | null };

/** Who made a job, where the event is stored. */
async function findStarter(scope: TeamScope, key: Key): Promise<{ who: string; eventId: string } | null> {
  const rows = await read<{ who: string; eventId: string }>(
    scope,
    'starter of job',
    `select e.who, e.event_id as "eventId" from audit_event_resource x join audit_event e on ${sameEvent}
     join resource r on (r.account, r.region, r.kind, r.name) = (x.owner, x.region, x.kind, x.name)
     where (x.owner, x.region, x.kind, x.name) = ($2, $3, $4, $5) and ($1::text[] is null or r.team = any($1))
       and e.result = 'ok' and (e.event_name like 'Create%' or e.event_name like 'Start%') order by x.at limit 1`,
    [teamsOf(scope), key.account, key.region, key.kind, key.name],
  );
  return rows[0] ?? null;
}

/** How complete the record of one job is. `job` comes from a scoped read. */
export async function getJobRecord(
  scope: TeamScope,
  { key, job, now }: { key: Key; job: Job; now: number },
): Promise<RecordPart[]> {
  const series = (await listResourceSeries(scope, key)).filter(({ statistic }) => statistic !== 'Sample');
  const [reach, startedBy] = await Promise.all([
    listReach(
      scope,
      series.map(({ id }) => id),
    ),
    findStarter(scope, key),
  ]);
  const { failureReason, endedAt } = jobFacts(key.kind, job.description);
  return completenessOf({
    ...{ status: job.status, failureReason, endedAt, createdAt: job.createdAt, reach, startedBy, now },
    isConfigured: job.description !== null,
    hasMetrics: jobRow(key.kind).metrics !== null,
  });
}
