import type { TeamScope } from '#lib/auth/scope.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { type JournalField, type JournalWindow, journalFieldNames, journalFields, journalWhere } from './journal-filter.ts';
import { journalColumns } from './journal-rows.ts';
import { read, teamsOf } from './sql.ts';

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

type JournalCount = { value: string; count: number };
export type JournalCounts = { total: number; fields: Record<JournalField, JournalCount[]> };

/** How many rows match, and the values of each filter with their counts; a filter's own choice does not narrow its own list. */
export async function countJournal(scope: TeamScope, ask: JournalWindow): Promise<JournalCounts> {
  const teams = teamsOf(scope);
  const whole = journalWhere(teams, ask);
  const one = async (name: JournalField): Promise<[JournalField, JournalCount[]]> => {
    const where = journalWhere(teams, ask, name);
    return [
      name,
      await read<JournalCount>(
        scope,
        null,
        `select ${journalFields[name].column} as value, count(*)::int as count from journal j where ${where.sql} group by 1 order by 2 desc, 1 limit 60`,
        where.values,
      ),
    ];
  };
  const [[all], ...fields] = await Promise.all([
    read<{ count: number }>(scope, null, `select count(*)::int as count from journal j where ${whole.sql}`, whole.values),
    ...journalFieldNames.map(one),
  ]);
  return { total: all?.count ?? 0, fields: Object.fromEntries(fields) as JournalCounts['fields'] };
}
