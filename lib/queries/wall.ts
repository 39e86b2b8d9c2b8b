import type { TeamScope } from '#lib/auth/scope.ts';
import { dayMs } from '#lib/time.ts';
import { type AlertRecord, countAlerts, listAlerts } from './alerts.ts';
import { listCoverage } from './collection.ts';
import { listOpenCounts, type OpenCount } from './open-alerts.ts';
import { type Board, getBoard } from './teams.ts';

/**
 * What a screen on a wall shows of a team, or of all. `readAt`: when the team's endpoints were read; of a team without any, and of
 * all, when anything was; null when nothing was. Epoch ms.
 */
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
  const filter = { rules: [], severities: [], state: 'open' as const, assignees: [] };
  const [board, counts, standing, { rows: alerts }, places] = await Promise.all([
    getBoard(scope, { team, now, asOf: null }),
    listOpenCounts(scope, { team, now }),
    countAlerts(scope, ask),
    listAlerts(scope, { ...ask, filter, limit: mostAlerts }),
    listCoverage(scope, { from: now - dayMs, to: now }),
  ]);
  const sum = (state: string): number => standing.filter((one) => one.state === state).reduce((all, { count }) => all + count, 0);
  const newest = Math.max(0, ...places.map((place) => place.readAt ?? 0));
  const own = team === 'all' ? null : (board.rows.find((row) => row.team === team)?.readAt ?? null);
  return {
    ...{ board, counts, alerts },
    quiet: { acknowledged: sum('acknowledged'), silenced: sum('silenced') },
    readAt: own ?? (newest === 0 ? null : newest),
  };
}
