import { randomUUID } from 'node:crypto';
import { hashToken, newApiToken } from '../auth/tokens.ts';
import { journal } from '../store/journal.ts';
import { savePerson } from '../store/people.ts';
import { saveToken } from '../store/tokens.ts';
import { type Db, transaction } from '../store/transaction.ts';
import { type TeamName, teams } from './random-worlds.ts';
import { markOf } from './seed-teams.ts';

export type Member = { personId: string; token: Record<string, string> };

/** In each team a member whose name, address, token, invitation and journal row carry the team's mark. */
export async function seedMembers(db: Db): Promise<Record<TeamName, Member>> {
  const members = await Promise.all(teams.map(async (team) => [team, await seedMember(db, team)] as const));
  return Object.fromEntries(members) as Record<TeamName, Member>;
}

async function seedMember(db: Db, team: TeamName): Promise<Member> {
  const mark = markOf(team);
  const name = `A ${mark}`;
  const token = newApiToken();
  const may = { permissions: ['read', 'export'], teams: null, days: 90 } as const;
  const personId = await transaction(db, async (client) => {
    const id = await savePerson(client, { name, email: `${mark}@example.com`, role: 'member', teams: [team] });
    await saveToken(client, { ...may, name: `${mark} token`, tokenHash: hashToken(token), personId: id });
    return id;
  });
  await db.pool.query(
    `insert into invitation (id, token_hash, purpose, role, teams, email, made_by, expires_at)
     values ($1, $1, 'invitation', 'member', $2, $3, $4, now() + interval '1 day')`,
    [randomUUID(), [team], `invited-${mark}@example.com`, personId],
  );
  const actor = { kind: 'person', id: personId, name } as const;
  await journal(db, {
    at: Date.now(),
    actor,
    action: 'export.table',
    subject: { kind: 'table', id: mark, name: mark },
    teams: [team],
  });
  return { personId, token: { authorization: `Bearer ${token}` } };
}
