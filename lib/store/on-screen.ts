import { minuteMs } from '#lib/time.ts';
import type { Place } from './cursors.ts';
import { type Db, transaction } from './transaction.ts';

/** A resource that a page shows. */
export type ShownKey = Place & { kind: string; name: string };
/** `ask`: nobody has asked for it within a minute; `shown`: somebody has; `full`: as many others are on screens, or on those of this person, as may be. */
export type Shown = ShownKey & { state: 'ask' | 'shown' | 'full' };

export const screenRules = {
  /** What a page shows stays on screen for so long after the page last told of it. */
  heldMs: 5 * minuteMs,
  /** However many look at it, a resource is asked for at once no more often. */
  askEveryMs: minuteMs,
  /** Resources on screens at once, over the whole installation: pages are no way around the budget. */
  most: 500,
  /** Of those, on the screens of one person, by whatever sessions and tokens: others' pages must find room. */
  mostOfOne: 64,
} as const;

type Showing = { teams: 'all' | readonly string[]; personId: string; now: number; isHeld?: boolean };

/**
 * Notes that a page shows these resources. What those teams do not see is left out of the answer.
 * @param showing whose page it is, and when, epoch ms; `isHeld` where it only goes on showing them: nobody asks, so none is noted as asked for
 */
export async function showResources(
  db: Db,
  keys: readonly ShownKey[],
  { teams, personId, now, isHeld = false }: Showing,
): Promise<Shown[]> {
  if (keys.length === 0) return [];
  return transaction(db, async (client) => {
    await client.query(`select set_config('trailwatch.teams', $1, true)`, [teams === 'all' ? '*' : teams.join()]);
    const { rows } = await client.query<Shown>('select * from show_resources($1, $2, $3, $4, $5, $6, $7)', [
      JSON.stringify(keys.map(({ account, region, kind, name }) => ({ account, region, kind, name }))),
      ...[personId, new Date(now), new Date(now + screenRules.heldMs)],
      ...[isHeld ? null : new Date(now - screenRules.askEveryMs), screenRules.most, screenRules.mostOfOne],
    ]);
    return rows;
  });
}

/** Owners of a place that pages show now ("endpoint/vision-7"), as the planner names them. */
export async function listOnScreen({ pool }: Db, { account, region }: Place, now: number): Promise<Set<string>> {
  const { rows } = await pool.query<{ owner: string }>(
    `select kind || '/' || name as owner from on_screen where account = $1 and region = $2 and shown_until > $3`,
    [account, region, new Date(now)],
  );
  return new Set(rows.map(({ owner }) => owner));
}

/** Forgets what has been on no screen since then. */
export async function sweepOnScreen({ pool }: Db, before: Date): Promise<number> {
  await pool.query('delete from screen_share where shown_until < $1', [before]);
  const { rowCount } = await pool.query('delete from on_screen where shown_until < $1', [before]);
  return rowCount ?? 0;
}
