import type { Subject, SubjectField } from '#lib/audit/activity/subject.ts';
import type { Severity } from '#lib/audit/detections/rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { AuditAsk } from './audit.ts';
import { ofDetection, ofTeam } from './audit-where.ts';
import { namesAsked } from './pseudonyms.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** How often a rule found something in a subject's events, and the newest of them. Epoch ms. */
export type FoundInActivity = {
  rule: string;
  severity: Severity;
  count: number;
  lastAt: number;
  account: string;
  eventId: string;
};

const columns: Partial<Record<SubjectField, string>> = {
  who: 'e.who',
  through: 'e.through',
  ip: 'e.source_ip',
  key: 'e.access_key_id',
  error: 'e.error_code',
  agent: 'e.user_agent',
  vpce: 'e.vpc_endpoint',
};

/** What rules found in the events of a subject, by rule; null for one that detections are not looked up by. */
export async function listActivityDetections(
  scope: TeamScope,
  { team, from, to }: Pick<AuditAsk, 'team' | 'from' | 'to'>,
  { field, value }: Subject,
): Promise<FoundInActivity[] | null> {
  const column = columns[field];
  if (!column) return null;
  const asked = field === 'who' ? namesAsked('$4') : '$4::text[]';
  return read<FoundInActivity>(
    scope,
    `detections by ${field}`,
    `select d.rule, d.severity, count(*)::int as count, extract(epoch from max(d.at))::float8 * 1000 as "lastAt",
       (array_agg(d.account order by d.at desc))[1] as account, (array_agg(d.event_id order by d.at desc))[1] as "eventId"
     from detection d join audit_event e on ${ofDetection}
     where d.at >= $2 and d.at < $3 and ${column} = any(${asked}) and ($1::text[] is null or ${ofTeam('$1')})
     group by d.rule, d.severity order by 4 desc`,
    [teamsOf(scope, team), toTime(from), toTime(to), [value]],
  );
}
