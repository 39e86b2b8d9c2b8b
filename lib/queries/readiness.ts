import type { TeamScope } from '#lib/auth/scope.ts';
import { read } from './sql.ts';

export type Readiness = { database: 'ok' | 'unreachable'; lastRunAt: string | null; latencyMs: number };

/** Whether the database answers, and when a worker last began to collect (ISO, null before the first run). Never throws. */
export async function getReadiness(scope: TeamScope): Promise<Readiness> {
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  try {
    const [row] = await read<{ at: Date | null }>(scope, 'last run', 'select max(started_at) as at from run', []);
    return { database: 'ok', lastRunAt: row?.at?.toISOString() ?? null, latencyMs: latencyMs() };
  } catch {
    return { database: 'unreachable', lastRunAt: null, latencyMs: latencyMs() };
  }
}
