import type { PoolClient } from 'pg';
import type { RuleSource } from '#lib/alerts/rule-source.ts';
import { TrailwatchError } from '#lib/errors.ts';

type Person = { id: string; name: string };
/** `team`: a slug, or "all". Epoch ms. */
type NewRule = { id: string; team: string; source: RuleSource; by: Person; at: number };
/** A rule as it was read: `version` is another with every change. `teams`: whose may be changed. */
type ReadRule = { id: string; version: number; teams: 'all' | readonly string[] };

/** More than anybody looks through. */
const mostOfTeam = 200;

const takenId = (id: string, where: string): TrailwatchError =>
  new TrailwatchError('conflict', `id: a rule is called ${id} already, ${where}.`, { mend: 'Give this one another id.' });

/** Keeps a rule that was parsed before. @throws TrailwatchError `conflict` for an id that is taken, or a team that has too many */
export async function makeRule(client: PoolClient, { id, team, source, by, at }: NewRule): Promise<void> {
  const { rows } = await client.query<{ did: 'made' | 'taken' | 'full' }>(
    'select make_alert_rule($1, $2, $3, $4, $5, $6, $7) as did',
    [...[id, team, JSON.stringify(source), by.id, by.name, new Date(at), mostOfTeam]],
  );
  const did = rows[0]?.did;
  if (did === 'taken') throw takenId(id, 'made in the console');
  if (did === 'full') {
    throw new TrailwatchError('conflict', `The team has ${mostOfTeam} rules of its own, which is the most.`, {
      mend: 'Delete one first.',
    });
  }
}

const changedMeanwhile = () =>
  new TrailwatchError('conflict', 'Somebody changed or deleted this rule meanwhile.', { mend: 'Load the page again.' });

const teamsText = (teams: ReadRule['teams']): string[] | null => (teams === 'all' ? null : [...teams]);

/** Changes a rule that is as it was read. @throws TrailwatchError `conflict` */
export async function changeRule(
  client: PoolClient,
  { id, version, teams }: ReadRule,
  { source, by, at }: Omit<NewRule, 'id' | 'team'>,
): Promise<void> {
  const { rowCount } = await client.query('select from change_alert_rule($1, $2, $3, $4, $5, $6, $7)', [
    ...[id, version, teamsText(teams), JSON.stringify(source), by.id, by.name],
    new Date(at),
  ]);
  if (rowCount === 0) throw changedMeanwhile();
}

/** Deletes a rule that is as it was read; its alerts end with the next judging. @throws TrailwatchError `conflict` */
export async function deleteRule(client: PoolClient, { id, version, teams }: ReadRule): Promise<void> {
  const { rowCount } = await client.query('select from drop_alert_rule($1, $2, $3)', [id, version, teamsText(teams)]);
  if (rowCount === 0) throw changedMeanwhile();
}
