import { diffScripts, lifecycleName, type ScriptLine, scriptsOf } from '#lib/audit/detections/scripts.ts';
import { recordIn } from '#lib/audit/record.ts';
import { objectAt } from '#lib/audit/text.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { AuditEventRecord } from './audit-event.ts';
import { listAuditRecords } from './audit-records.ts';
import { ofDetection, ofTeam } from './audit-where.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** A lifecycle script that an event wrote, against the one before it; `former` is null where none is stored. */
export type ScriptChange = { hook: string; lines: ScriptLine[]; former: { at: number; eventId: string; account: string } | null };

type Former = { at: number; eventId: string; account: string };

/** The scripts of an event, decoded, line by line; none where it wrote none. */
export async function listScriptChanges(scope: TeamScope, team: string, event: AuditEventRecord): Promise<ScriptChange[]> {
  const request = objectAt(recordIn(event.record) ?? {}, 'requestParameters');
  const scripts = scriptsOf(request);
  if (scripts.length === 0) return [];
  const [former] = await read<Former>(
    scope,
    'former script',
    `select extract(epoch from e.at)::float8 * 1000 as at, e.event_id as "eventId", e.account
     from detection d join audit_event e on ${ofDetection}
     where d.account = $2 and d.rule = 'lifecycle_script_changed' and e.region = $3 and d.object = $4 and (d.at, d.event_id) < ($5, $6)
       and ($1::text[] is null or ${ofTeam('$1')})
     order by d.at desc, d.event_id desc limit 1`,
    [teamsOf(scope, team), event.account, event.region, lifecycleName(request), toTime(event.at), event.eventId],
  );
  const [record] = former ? await listAuditRecords(scope, [former]) : [];
  const before = new Map(
    scriptsOf(objectAt(recordIn(record ?? '') ?? {}, 'requestParameters')).map(({ hook, text }) => [hook, text]),
  );
  const changes = scripts.map(({ hook, text }) => ({
    hook,
    lines: diffScripts(before.get(hook) ?? '', text),
    former: former && before.has(hook) ? { at: former.at, eventId: former.eventId, account: former.account } : null,
  }));
  // In base64 no name is found.
  return withPseudonyms(scope, changes);
}
