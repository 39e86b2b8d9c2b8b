import { saveTeams } from './teams.ts';
import { type Db, transaction } from './transaction.ts';

export type Principal = { account: string; kind: 'role' | 'user'; name: string };
type Decided = { team: string; teamReason: string };

/**
 * Maps principals to teams: those that nobody has looked at yet, or all of them.
 * @returns how many changed hands
 */
export async function attributePrincipals(
  db: Db,
  decide: (principal: Principal) => Decided,
  { which, at }: { which: 'new' | 'all'; at: Date },
): Promise<number> {
  return transaction(db, async (client) => {
    const { rows } = await client.query<Principal & Decided>(
      `select account, kind, name, team, team_reason as "teamReason" from principal where $1 or team_reason = '' order by 1, 2, 3 for update`,
      [which === 'all'],
    );
    const changed = rows.flatMap((row) => {
      const { team, teamReason } = decide(row);
      return row.team === team && row.teamReason === teamReason ? [] : [{ ...row, team, teamReason }];
    });
    if (changed.length === 0) return 0;
    await saveTeams(
      client,
      changed.map(({ team }) => team),
      at,
    );
    const column = (name: keyof (Principal & Decided)) => changed.map((row) => row[name]);
    await client.query(
      `update principal p set team = n.team, team_reason = n.team_reason
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as n (account, kind, name, team, team_reason)
       where (p.account, p.kind, p.name) = (n.account, n.kind, n.name)`,
      [column('account'), column('kind'), column('name'), column('team'), column('teamReason')],
    );
    return changed.length;
  });
}
