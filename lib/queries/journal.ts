import type { TeamScope } from '#lib/auth/scope.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { type JournalField, type JournalWindow, journalFields, journalWhere } from './journal-filter.ts';
import { journalColumns } from './journal-rows.ts';
import { read, teamsOf } from './sql.ts';
import { type Tally, tally } from './tally.ts';

/** Where a page of the journal ends: "1795060812000.48213". */
export type JournalCursor = string;
export type JournalPage = { rows: JournalRow[]; next: JournalCursor | null };

/** A page of the journal, newest first. A cursor that is none is the first page. For those alone who may `journal.read`. */
export async function listJournal(
  scope: TeamScope,
  ask: JournalWindow & { limit: number; cursor: JournalCursor | null },
): Promise<JournalPage> {
  const where = journalWhere(teamsOf(scope), ask);
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(ask.cursor ?? '') ?? [];
  if (at !== undefined) {
    where.values.push(new Date(Number(at)), seq);
    where.sql += ` and (j.at, j.seq) < ($${where.values.length - 1}, $${where.values.length})`;
  }
  const rows = await read<JournalRow>(
    scope,
    null,
    `select ${journalColumns} from journal j where ${where.sql} order by j.at desc, j.seq desc limit ${Math.floor(ask.limit) + 1}`,
    where.values,
  );
  const shown = rows.slice(0, ask.limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > ask.limit && last ? `${last.at}.${last.seq}` : null };
}

export type JournalCounts = { total: number; fields: Record<JournalField, Tally[]> };

/** How many rows match, and the values of each filter with their counts; a filter's own choice does not narrow its own list. */
export const countJournal = (scope: TeamScope, ask: JournalWindow): Promise<JournalCounts> =>
  tally(scope, 'journal j', { columns: journalFields, where: (without) => journalWhere(teamsOf(scope), ask, without) });
