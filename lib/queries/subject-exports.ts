import { parseAuditFilter } from '#lib/audit/filter.ts';
import { proofWords } from '#lib/audit/sessions/hop.ts';
import { missingBefore } from '#lib/audit/sessions/stitch.ts';
import { getActivity } from './activity.ts';
import { listAuditSessions } from './audit-sessions.ts';
import type { ExportTable } from './exports.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const activity: ExportTable = async (scope, ask) => {
  const { actions } = await getActivity(scope, { ...ask, filter: parseAuditFilter(ask.search) });
  return actions.map((row) => ({
    service: row.service,
    action: row.action,
    kind: row.isWrite ? 'changes' : 'reads',
    events: row.events,
    denied: row.denied,
    failed: row.failed,
    first: iso(row.firstAt),
    last: iso(row.lastAt),
  }));
};

const sessions: ExportTable = async (scope, ask) => {
  const { chains, work, own } = await listAuditSessions(scope, { ...ask, filter: parseAuditFilter(ask.search) });
  return chains.flatMap(({ behind, hops }, index) =>
    hops.map((hop) => {
      const { lane, opener, depth, parent } = hop;
      const by = opener.kind === 'handed' ? opener.handover : null;
      const done = work.get(lane.id);
      return {
        chain: index + 1,
        depth,
        session: lane.id,
        opened_by_session: parent,
        behind: behind.name,
        how_that_is_known: proofWords[behind.proof],
        who: lane.who,
        through: lane.through,
        accounts: lane.accounts.join(' '),
        source_identity: lane.sourceIdentity,
        began: iso(lane.beganAt),
        first: iso(lane.firstAt),
        last: iso(lane.lastAt),
        credentials_end: iso(by?.expiresAt ?? null),
        opened_by: by && (by.by.service ?? by.by.who),
        opening_event: by?.eventId ?? null,
        opening_account: by?.account ?? null,
        tied_by: opener.kind === 'handed' ? opener.tie : null,
        missing_before: missingBefore(hop),
        of_the_filter: own.has(lane.id),
        reads: done?.reads ?? 0,
        changes: done?.writes ?? 0,
        denied: done?.denied ?? 0,
        failed: done?.failed ?? 0,
      };
    }),
  );
};

/** Downloads of what a filter's events come to: actions, and sessions. */
export const subjectExports = { activity, 'audit-sessions': sessions } as const satisfies Record<string, ExportTable>;
