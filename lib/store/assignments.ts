import type { PoolClient } from 'pg';
import { notFound, TrailwatchError } from '#lib/errors.ts';
import type { JournalEntry } from '#lib/journal/row.ts';
import { decidePrincipal, decideTeam } from '#lib/teams/attribution.ts';
import type { TeamRules } from '#lib/teams/rules.ts';

/** A resource, or a principal: its kind is role or user, and its Region empty. */
export type OwnedKey = { account: string; region: string; kind: string; name: string };
type AssignmentDeed = Pick<JournalEntry, 'action' | 'subject' | 'teams' | 'before' | 'after' | 'reason'>;
export type Assignment = { team: string; reason: string; by: string; at: number };

/** What was done to one, and whose it was before. */
type Assigned = { key: OwnedKey; former: string; deed: AssignmentDeed };

type Former = { former_team: string; former_reason: string };

const subjectOf = ({ account, region, kind, name }: OwnedKey) => ({
  kind,
  id: [account, region, kind, name].filter(Boolean).join('/'),
  name,
});

const deedOf = (key: OwnedKey, { former_team, former_reason }: Former, after: { team: string; why: string }): AssignmentDeed => ({
  action: 'team.assign',
  subject: subjectOf(key),
  teams: [...new Set([former_team, after.team])],
  before: { team: former_team, why: former_reason },
  after,
});

/**
 * Says by hand who owns these; it holds against tag and rule until it is taken back. All of them, or none.
 * @throws TrailwatchError `not_found` for what is not in the inventory
 */
export async function assignTeam(
  client: PoolClient,
  keys: readonly OwnedKey[],
  { team, reason, by, at }: Assignment,
): Promise<Assigned[]> {
  const done: Assigned[] = [];
  const order = ({ account, region, kind, name }: OwnedKey) => `${account} ${region} ${kind} ${name}`;
  // One order for all, so that two who assign the same ones do not wait for each other for ever.
  for (const key of keys.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const { rows } = await client.query<Former>('select * from assign_team($1, $2, $3, $4, $5, $6, $7, $8)', [
      ...[key.account, key.region, key.kind, key.name],
      ...[team, by, new Date(at), reason],
    ]);
    if (!rows[0]) throw notFound(`${key.kind} ${key.name}`);
    const deed = { ...deedOf(key, rows[0], { team, why: `by hand: ${reason}` }), reason };
    done.push({ key, former: rows[0].former_team, deed });
  }
  return done;
}

const isActorKind = (kind: string): kind is 'role' | 'user' => kind === 'role' || kind === 'user';

type Asked = { rules: TeamRules; teams: 'all' | readonly string[] };

/** What tag and rules say of it. @throws TrailwatchError `not_found`, also for what those teams do not see */
async function ruledOwner(client: PoolClient, key: OwnedKey, { rules, teams }: Asked) {
  await client.query(`select set_config('trailwatch.teams', $1, true)`, [teams === 'all' ? '*' : teams.join()]);
  const { rows } = await client.query<{ tags: Record<string, string> | null }>(
    `select tags from resource where account = $1 and region = $2 and kind = $3 and name = $4
     union all select null from principal where account = $1 and $2 = '' and kind = $3 and name = $4`,
    [key.account, key.region, key.kind, key.name],
  );
  if (!rows[0]) throw notFound(`${key.kind} ${key.name}`);
  if (key.region === '' && isActorKind(key.kind)) return decidePrincipal({ kind: key.kind, name: key.name }, rules);
  return decideTeam({ ...key, tags: rows[0].tags }, rules);
}

/**
 * Takes back what was said by hand: tag, rule or holder decide again, at once.
 * @param asked the rules, and whose things may be touched
 * @throws TrailwatchError `not_found`, `conflict` where nothing was said
 */
export async function releaseTeam(client: PoolClient, key: OwnedKey, asked: Asked): Promise<Assigned & { team: string }> {
  const { team, teamReason } = await ruledOwner(client, key, asked);
  const { rows } = await client.query<Former>('select * from release_team($1, $2, $3, $4, $5, $6)', [
    ...[key.account, key.region, key.kind, key.name],
    ...[team, teamReason],
  ]);
  if (!rows[0]) throw new TrailwatchError('conflict', `Nobody has said by hand who owns ${key.name}.`);
  return { key, team, former: rows[0].former_team, deed: deedOf(key, rows[0], { team, why: teamReason }) };
}
