import type { PoolClient } from 'pg';
import type { SilenceMatcher } from '#lib/alerts/silences.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { notify } from './notices.ts';
import type { Db } from './transaction.ts';

type Person = { id: string; name: string };

/** `team`: a slug, or "all". Times in epoch ms. */
export type NewSilence = SilenceMatcher & { startsAt: number; endsAt: number; reason: string; by: Person; at: number };

/** More that are not over than anybody looks through. */
const mostOfTeam = 200;

/** Keeps a silence. @returns its id @throws TrailwatchError `conflict` for a team that has too many that are not over */
export async function makeSilence(client: PoolClient, silence: NewSilence): Promise<number> {
  const { team, rules, kinds, account, region, name, startsAt, endsAt, reason, by, at } = silence;
  const { rows } = await client.query<{ id: number | null }>(
    'select make_silence($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)::float8 as id',
    [
      ...[team, rules, kinds, account, region, name],
      ...[new Date(startsAt), new Date(endsAt), reason, by.id, by.name, new Date(at), mostOfTeam],
    ],
  );
  const id = rows[0]?.id ?? null;
  if (id === null) {
    throw new TrailwatchError('conflict', `The team has ${mostOfTeam} silences that are not over, which is the most.`, {
      mend: 'End one first.',
    });
  }
  await notify(client, { noun: 'alerts' });
  return id;
}

/** Ends a silence before its time. `teams`: whose may be ended. @throws TrailwatchError `conflict` for one that is over, or of nobody’s here */
export async function endSilence(
  client: PoolClient,
  id: number,
  { teams, by, at }: { teams: 'all' | readonly string[]; by: Person; at: number },
): Promise<void> {
  const { rowCount } = await client.query('select from end_silence($1, $2, $3, $4, $5)', [
    ...[id, teams === 'all' ? null : [...teams], by.id, by.name],
    new Date(at),
  ]);
  if (rowCount === 0) {
    throw new TrailwatchError('conflict', 'There is no silence of this number that is not over.', {
      mend: 'Load the page again.',
    });
  }
  await notify(client, { noun: 'alerts' });
}

/** Deletes a batch of silences that were over before. @returns how many */
export async function expireSilences({ pool }: Db, { before, most }: { before: Date; most: number }): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from silence where id in (
       select id from silence where ends_at < $1 or ended_at < $1 order by id limit $2)`,
    [before, most],
  );
  return rowCount ?? 0;
}
