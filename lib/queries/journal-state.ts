import type { TeamScope } from '#lib/auth/scope.ts';
import { read } from './sql.ts';

export type JournalState = {
  /** Number of the last row, and about how many there are. */
  lastSeq: number;
  count: number;
  /** Guards of the table that are off or gone. */
  guardsOff: string[];
};

const guards = ['journal_follows', 'journal_stays', 'journal_stays_whole'];

/** What is to be known of the journal before its rows are read. */
export async function getJournalState(scope: TeamScope): Promise<JournalState> {
  const [row] = await read<JournalState>(
    scope,
    'journal-state',
    `select coalesce(max(seq), 0)::float8 as "lastSeq", count(*)::float8 as count,
       array(select g from unnest($1::text[]) g where not exists (
         select from pg_trigger t where t.tgrelid = 'journal'::regclass and t.tgname = g and t.tgenabled in ('O', 'A'))) as "guardsOff"
     from journal`,
    [guards],
  );
  return row ?? { lastSeq: 0, count: 0, guardsOff: guards };
}
