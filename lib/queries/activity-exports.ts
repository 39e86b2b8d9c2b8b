import { parseAuditFilter } from '#lib/audit/filter.ts';
import { listAuditEvents } from './audit.ts';
import { mostExported } from './csv.ts';
import type { ExportTable } from './exports.ts';
import { type JobCursor, jobSorts, listJobs } from './job-pages.ts';
import { type JobRecord, parseJobFilter } from './jobs.ts';
import { parseResourceFilter, parseResourceOrder } from './resource-filter.ts';
import { listResources } from './resources.ts';
import { listLabelingJobs } from './workforce.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A download is bounded: what is more than this is asked for by a narrower window or filter. */
const pageSize = 1000;

const audit: ExportTable = async (scope, ask) => {
  const filter = parseAuditFilter(ask.search);
  const rows: Awaited<ReturnType<ExportTable>> = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listAuditEvents>> = await listAuditEvents(scope, {
      ...ask,
      filter,
      limit: pageSize,
      cursor,
    });
    for (const event of page.rows) {
      rows.push({
        time: iso(event.at),
        account: event.account,
        region: event.region,
        service: event.eventSource,
        action: event.eventName,
        on: event.targets.join(' '),
        who: event.who,
        through: event.through,
        result: event.result,
        error_code: event.errorCode,
        error_message: event.errorMessage,
        from: event.sourceIp,
        read_only: event.readOnly,
        team: event.resources.find(({ team }) => team !== null)?.team ?? null,
        event_id: event.eventId,
      });
    }
    cursor = page.next;
  } while (cursor !== null && rows.length < mostExported);
  return rows;
};

const jobs: ExportTable = async (scope, ask) => {
  const text = [ask.search.sort ?? '-started'].flat()[0] ?? '-started';
  const column = jobSorts.find((sort) => sort === text.replace(/^-/, '')) ?? 'started';
  const asked = { ...ask, filter: parseJobFilter(ask.search) };
  const list: JobRecord[] = [];
  let cursor: JobCursor | null = null;
  do {
    const page = await listJobs(scope, asked, { column, descending: text.startsWith('-'), cursor, limit: 1000 });
    list.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null && list.length < mostExported);
  return list.map((job) => ({
    account: job.account,
    region: job.region,
    kind: job.kind,
    job: job.name,
    team: job.team,
    status: job.status,
    started_by: job.who,
    through: job.through,
    created: iso(job.createdAt),
    started: iso(job.startedAt),
    ended: iso(job.endedAt),
    seconds: job.durationMs === null ? 'cannot tell' : Math.round(job.durationMs / 1000),
    instances: job.instanceCount,
    instance_type: job.instanceType,
    spot_billed_seconds: job.spot?.billedSeconds ?? null,
    failure_reason: job.failureReason,
    read_at: iso(job.lastSeenAt),
  }));
};

const workforce: ExportTable = async (scope, ask) =>
  (await listLabelingJobs(scope, ask)).map((job) => ({
    account: job.account,
    region: job.region,
    job: job.name,
    team: job.team,
    status: job.status,
    task: job.task,
    workteam: job.workteam,
    labeled: job.labeled,
    by_people: job.human,
    by_machine: job.machine,
    failed: job.failed,
    total: job.total,
    submitted_last_hour: job.isUnheard ? null : job.perHour,
    active_last_15_min: job.isUnheard ? null : job.active,
    people_last_7_days: job.people,
    last_work: iso(job.lastWorkAt),
    failure_reason: job.failureReason,
    counters_read_at: iso(job.readAt),
  }));

const resources: ExportTable = async (scope, ask) => {
  const order = { ...parseResourceOrder(ask.search), limit: mostExported, offset: 0 };
  return (await listResources(scope, ask, parseResourceFilter(ask.search), order)).map((row) => ({
    account: row.account,
    region: row.region,
    kind: row.kind,
    name: row.name,
    arn: row.arn,
    team: row.team,
    team_reason: row.teamReason,
    status: row.status,
    created: iso(row.createdAt),
    first_seen: iso(row.firstSeenAt),
    gone: iso(row.deletedAt),
    read_at: iso(row.lastSeenAt),
  }));
};

/** Downloads of events, jobs, the labeling floor and resources. */
export const activityExports = { audit, jobs, workforce, resources } as const satisfies Record<string, ExportTable>;
