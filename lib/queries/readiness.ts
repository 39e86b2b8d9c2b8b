import { database } from '#lib/db.ts';

export type Readiness = { database: 'ok' | 'unreachable'; lastRunAt: string | null; latencyMs: number };

/** Whether the database answers, and when a worker last began to collect (ISO, null before the first run). Nobody's data. Never throws. */
export async function getReadiness(): Promise<Readiness> {
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  try {
    const [row] = (await database().pool.query<{ at: Date | null }>('select max(started_at) as at from run')).rows;
    return { database: 'ok', lastRunAt: row?.at?.toISOString() ?? null, latencyMs: latencyMs() };
  } catch {
    return { database: 'unreachable', lastRunAt: null, latencyMs: latencyMs() };
  }
}
