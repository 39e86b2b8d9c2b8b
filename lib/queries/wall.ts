import type { TeamScope } from '#lib/auth/scope.ts';
import { type AlertRecord, countAlerts, listAlerts } from './alerts.ts';
import { listOpenCounts, type OpenCount } from './open-alerts.ts';
import { type Board, getBoard } from './teams.ts';

/** What a screen on a wall shows of a team, or of all. `readAt`: of what was read longest ago; null when nothing was. Epoch ms. */
export type Wall = {
  board: Board;
  counts: readonly OpenCount[];
  quiet: { acknowledged: number; silenced: number };
  /** Open, seen by nobody and not silenced: what pages somebody first, each newest first. */
  alerts: readonly AlertRecord[];
  readAt: number | null;
};

const mostAlerts = 500;

/** Health and open alerts as they are now. */
export async function getWall(scope: TeamScope, { team, now }: { team: string; now: number }): Promise<Wall> {
  const ask = { team, now, from: now };
  const filter = { rules: [], severities: [], state: 'open' as const };
  const [board, counts, standing, { rows: alerts }] = await Promise.all([
    getBoard(scope, { team, now, asOf: null }),
    listOpenCounts(scope, { team, now }),
    countAlerts(scope, ask),
    listAlerts(scope, { ...ask, filter, limit: mostAlerts }),
  ]);
  const sum = (state: string): number => standing.filter((one) => one.state === state).reduce((all, { count }) => all + count, 0);
  const read = board.rows.map((row) => row.readAt).filter((at) => at !== null);
  return {
    ...{ board, counts, alerts },
    quiet: { acknowledged: sum('acknowledged'), silenced: sum('silenced') },
    readAt: read.length === 0 ? null : Math.min(...read),
  };
}
