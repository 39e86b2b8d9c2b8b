import type { TeamScope } from '#lib/auth/scope.ts';
import { differingSections } from '#lib/catalog/differing-sections.ts';
import { read, toTime } from './sql.ts';

/** An AWS operation that a worker leaves alone until `until` (epoch ms), because it only failed. */
type WorkerHold = {
  account: string;
  region: string;
  service: string;
  operation: string;
  until: number;
  /** Of the absence vocabulary. */
  word: string;
  code: string;
};

/** A worker process. Epoch ms of the product's clock; `silentMs` by PostgreSQL's. */
export type WorkerProcess = {
  id: string;
  host: string;
  pid: number;
  version: string;
  configHash: string;
  startedAt: number;
  silentMs: number;
  /** Passes and shared pieces of work under way. */
  units: number;
  /** It agrees in trailwatch.yaml with the one that began last; the others stand by. */
  isCurrent: boolean;
  /** Sections of trailwatch.yaml in which it does not. */
  differs: readonly string[];
  holds: readonly WorkerHold[];
};

type Row = Omit<WorkerProcess, 'isCurrent' | 'differs'> & { sections: Readonly<Record<string, string>> };

/** Workers as they are now, the one that began last first; none for a moment of before they began. */
export async function listWorkers(scope: TeamScope, now: number): Promise<WorkerProcess[]> {
  const rows = await read<Row>(
    scope,
    'workers',
    `select id, host, pid, version, config_hash as "configHash", sections, units, holds,
       extract(epoch from started_at)::float8 * 1000 as "startedAt", extract(epoch from now() - seen_at)::float8 * 1000 as "silentMs"
     from worker where started_at <= $1 order by joined_at desc, id desc`,
    [toTime(now)],
  );
  return rows.map(({ sections, ...row }) => {
    const differs = differingSections(sections, rows[0]?.sections ?? {});
    return { ...row, isCurrent: differs.length === 0, differs };
  });
}
