import type { Place } from './cursors.ts';
import type { Db } from './transaction.ts';

export type OpenDeployment = { id: string; name: string; at: Date; detail: unknown };

/** Deployments whose end nobody has seen yet. */
export async function listOpenDeployments(db: Db, { account, region }: Place): Promise<OpenDeployment[]> {
  const { rows } = await db.pool.query<OpenDeployment>(
    `select id, name, at, detail from activity where account = $1 and region = $2 and type = 'deployment' and ended_at is null`,
    [account, region],
  );
  return rows;
}
