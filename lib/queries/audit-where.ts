import { type AuditField, type AuditFilter, auditFieldNames, nothing } from '#lib/audit/filter.ts';
import type { Whom } from './person-names.ts';
import { arePeopleHidden, namesAsked } from './pseudonyms.ts';
import { containing, exactly } from './sql.ts';

/** The expression over `audit_event e` that each filter compares. */
export const auditExpressions: Record<AuditField, string> = {
  result: 'e.result',
  who: 'e.who',
  through: `coalesce(e.through, '')`,
  action: 'e.event_name',
  service: 'e.event_source',
  mode: `case when e.read_only then 'read' when e.read_only is null then 'not said' else 'write' end`,
  account: 'e.account',
  region: 'e.region',
  ip: `coalesce(e.source_ip, '')`,
};

export type Where = { sql: string; values: unknown[] };

export type AuditWindow = {
  teams: string[] | null;
  from: number;
  to: number;
  filter: AuditFilter;
  without?: AuditField;
  /** Only what Trailwatch had received by then, epoch ms; all that it has where it is not said. */
  receivedBy?: number;
  /** By whose names text may find events; by nobody's where it is not said. */
  whom?: Whom;
};

/** Whether an event `e` names a resource of the teams in a parameter, or was made by a principal that is mapped to one of them. */
export const ofTeam = (parameter: string): string => `(exists (
  select 1 from audit_event_resource x
  join resource r on (r.account, r.region, r.kind, r.name) = (x.owner, x.region, x.kind, x.name)
  where x.account = e.account and x.event_id = e.event_id and r.team = any(${parameter}::text[]))
  or exists (select from principal p where p.team = any(${parameter}::text[]) and (p.account, p.kind, p.name) in ((e.account, 'role', e.through),
    (e.account, 'user', case when e.user_type = 'IAMUser' or e.through like 'SSO %' then e.who end))))`;

const named = (
  parameter: string,
): string => `(exists (select 1 from unnest(e.targets) t where t ilike any(${parameter}::text[])) or exists (
  select 1 from audit_event_resource x where x.account = e.account and x.event_id = e.event_id and x.name ilike any(${parameter}::text[])))`;

/** Who made an event, as far as text may find it by that. */
const findable = (own: string): string =>
  `case when e.who ilike ${own} or not exists (select from person_name n where n.name = e.who) then e.who else '' end`;

const spoken = (parameter: string, who: string): string =>
  `(${who} || ' ' || coalesce(e.through, '') || ' ' || e.event_name || ' ' || e.event_source || ' ' || coalesce(e.error_code, '') || ' ' ||
    coalesce(e.source_ip, '') || ' ' || e.event_id || ' ' || array_to_string(e.targets, ' ')) ilike all(${parameter}::text[])`;

/** The condition over `audit_event e`. Only what is asked stands in it, so that PostgreSQL can choose its index. */
export function auditWhere({ teams, from, to, filter, without, receivedBy, whom = { own: '' } }: AuditWindow): Where {
  const values: unknown[] = [new Date(from), new Date(to)];
  const parts = ['e.at >= $1', 'e.at < $2'];
  const add = (value: unknown, part: (parameter: string) => string) => {
    values.push(value);
    parts.push(part(`$${values.length}`));
  };
  if (teams) add(teams, ofTeam);
  if (receivedBy !== undefined) add(new Date(receivedBy), (parameter) => `e.received_at <= ${parameter}`);
  for (const name of auditFieldNames) {
    const wanted = filter.values[name];
    if (!wanted || name === without) continue;
    const asked = wanted.map((value) => (value === nothing ? '' : value));
    add(
      asked,
      (parameter) => `${auditExpressions[name]} = any(${name === 'who' ? namesAsked(parameter) : `${parameter}::text[]`})`,
    );
  }
  if (filter.on.length > 0) add(filter.on.map(containing), named);
  if (filter.text.length > 0) {
    const own =
      whom === 'everybody' && !arePeopleHidden() ? null : `$${values.push(exactly(whom === 'everybody' ? '' : whom.own))}`;
    add(filter.text.map(containing), (parameter) => spoken(parameter, own === null ? 'e.who' : findable(own)));
  }
  return { sql: parts.join(' and '), values };
}
