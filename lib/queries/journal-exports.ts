import { journalActionTitle } from '#lib/catalog/journal-actions.ts';
import { notFound } from '#lib/errors.ts';
import { mostExported } from './csv.ts';
import type { ExportTable } from './exports.ts';
import { listJournal } from './journal.ts';
import { parseJournalFilter } from './journal-filter.ts';

/** The journal as its page shows it, with what proves it. Of all teams only, as the page is. */
const journal: ExportTable = async (scope, { team, from, to, search }) => {
  if (team !== 'all') throw notFound('Table journal');
  const filter = parseJournalFilter(search);
  const { rows } = await listJournal(scope, { from, to, filter, limit: mostExported, cursor: null });
  return rows.map((row) => ({
    row: row.seq,
    at: new Date(row.at).toISOString(),
    who_kind: row.actorKind,
    who_id: row.actorId,
    who: row.actorName,
    action: row.action,
    title: journalActionTitle(row.action),
    on_kind: row.subjectKind,
    on_id: row.subjectId,
    on: row.subjectName,
    result: row.result,
    teams: row.teams?.join(' ') ?? null,
    from: row.ip,
    user_agent: row.userAgent,
    request_id: row.requestId,
    before: row.before,
    after: row.after,
    reason: row.reason,
    hash_before: row.prevHash,
    hash: row.hash,
  }));
};

export const journalExports = { journal } as const satisfies Record<string, ExportTable>;
