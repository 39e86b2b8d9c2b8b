import { database } from '../db.ts';
import type { Caller } from './caller.ts';

const sessionSql = `select from session s join person p on p.id = s.person_id
  where s.id = $1 and s.expires_at > now() and s.last_seen_at > now() - interval '12 hours' and p.disabled_at is null`;
const tokenSql = `select from token t join person p on p.id = t.person_id
  where t.id = $1 and t.revoked_at is null and t.expires_at > now() and p.disabled_at is null`;

/** Whether the session or token that opened something long still stands. Asking is no use of it. */
export async function isStillIn({ kind, key }: Pick<Caller, 'kind' | 'key'>): Promise<boolean> {
  if (kind === 'system') return true;
  const id = key.slice(key.indexOf(' ') + 1);
  const { rowCount } = await database().pool.query(kind === 'token' ? tokenSql : sessionSql, [id]);
  return rowCount === 1;
}
