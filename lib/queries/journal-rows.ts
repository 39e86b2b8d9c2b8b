import type { PoolClient } from 'pg';
import type { TeamScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { settingOf } from './walled.ts';

export const journalColumns = `coalesce(j.seq, 0)::float8 as seq, (extract(epoch from j.at) * 1000)::float8 as at, j.actor_kind as "actorKind",
  j.actor_id as "actorId", j.actor_name as "actorName", j.action, j.subject_kind as "subjectKind", j.subject_id as "subjectId",
  j.subject_name as "subjectName", j.result, j.teams, j.ip, j.user_agent as "userAgent", j.request_id as "requestId", j.before, j.after,
  j.reason, j.prev_hash as "prevHash", j.hash`;

const batch = 5000;
const fetchBatch = (client: PoolClient): Promise<JournalRow[]> =>
  client.query<JournalRow>(`fetch ${batch} from every_row`).then(({ rows }) => rows);

/**
 * Every row of the journal in its order, as it stands at one moment; the next batch is under way while one is looked at. A cursor, not
 * pages by key: whoever has been at the table may have doubled keys. For those alone who may `journal.read`, whatever the teams.
 */
export async function* journalRows(scope: TeamScope): AsyncGenerator<JournalRow> {
  const client = await database().pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`select set_config('trailwatch.teams', $1, true)`, [settingOf(scope)]);
    await client.query(`declare every_row no scroll cursor for select ${journalColumns} from journal j order by j.seq`);
    let coming = fetchBatch(client);
    for (let rows = await coming; rows.length > 0; rows = await coming) {
      coming = fetchBatch(client);
      coming.catch(() => {});
      yield* rows;
    }
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (lost: Error) => client.release(lost),
    );
  }
}
