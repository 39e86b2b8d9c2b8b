import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import type { Unit, UnitReport, Units } from '#lib/collect/context.ts';
import type { Db } from '#lib/store/transaction.ts';

const lookEveryMs = 150;

type JobRow = { id: string; state: string; output: UnitReport | null };

/** Units of one call are of one kind. */
const queueOf = ([first]: readonly Unit[]): 'unit' | 'logs' => (first && 'logFiles' in first ? 'logs' : 'unit');

/** Shares units through the queue of their kind, from which every worker takes them, this one among them. */
export const shareThrough = (boss: PgBoss, { pool }: Db): Units => ({
  async share(units, signal) {
    const queue = queueOf(units);
    const jobs = units.map((data) => ({ id: randomUUID(), data, singletonKey: `${data.run} ${data.key}` }));
    const reports = new Map<string, UnitReport | null>();
    let waiting = jobs.map(({ id }) => id);
    await boss.insert(queue, jobs);
    while (waiting.length > 0) {
      await sleep(lookEveryMs);
      const { rows } = await pool.query<JobRow>(
        `select id, state::text, case when state = 'completed' then output end as output
         from pgboss.job where name = $2 and id = any ($1::uuid[])`,
        [waiting, queue],
      );
      const untaken = rows.filter(({ state }) => state === 'created' || state === 'retry').map(({ id }) => id);
      // Nobody of this worker takes any more, and its run is about to end.
      if (signal.aborted && untaken.length > 0) await boss.cancel(queue, untaken);
      for (const { id, output } of rows) reports.set(id, output);
      const isOpen = new Set([
        ...(signal.aborted ? [] : untaken),
        ...rows.filter(({ state }) => state === 'active').map(({ id }) => id),
      ]);
      waiting = waiting.filter((id) => isOpen.has(id));
    }
    return jobs.map(({ id }) => reports.get(id) ?? null);
  },
});
