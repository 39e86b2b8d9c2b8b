import type { TeamScope } from '#lib/auth/scope.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { journalColumns } from './journal-rows.ts';
import { read, teamsOf } from './sql.ts';

/** What one person did in Trailwatch, newest first. For those alone who may see it, whose scope `lib/auth` minted for it. */
export const listPersonActivity = (scope: TeamScope, id: string, limit: number): Promise<JournalRow[]> =>
  read<JournalRow>(
    scope,
    'person activity',
    `select ${journalColumns} from journal j where j.actor_kind = 'person' and j.actor_id = $2 and $1::text[] is null
     order by j.at desc, j.seq desc limit $3`,
    [teamsOf(scope), id, limit],
  );
