import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Place } from '#demo/scenario/types.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';

type WorkerLine = { level: number; msg: string; time: string; [key: string]: unknown };
export type TestWorker = { child: ChildProcess; lines: WorkerLine[] };

const parsed = (text: string): WorkerLine[] => {
  try {
    return [JSON.parse(text) as WorkerLine];
  } catch {
    return [];
  }
};

/** A worker process over one place of a demo account; what it logs from `warn` on is kept as lines. */
export function startWorker(options: {
  home: string;
  place: Place;
  databaseUrl: string;
  environment: Readonly<Record<string, string>>;
}): TestWorker {
  const config = join(options.home, 'trailwatch.yaml');
  writeFileSync(config, configFor(options.place));
  const env = {
    ...process.env,
    ...options.environment,
    DATABASE_URL: options.databaseUrl,
    TRAILWATCH_CONFIG: config,
    LOG_LEVEL: 'info',
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: WorkerLine[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const cut = (rest + text).split('\n');
    rest = cut.pop() ?? '';
    lines.push(...cut.flatMap(parsed));
  });
  return { child, lines };
}

/**
 * Series are known, each has answered all of the window that it lived in, and no failure of it is open. The silent are asked once an hour: of them,
 * all until then.
 */
export async function isSettled(pool: Pool, place: Place, window: Window): Promise<boolean> {
  const { rows } = await pool.query<{ known: number; owing: number; failed: number }>(
    `select count(*)::int as known,
       count(*) filter (where not asked @> int4range($3, $4) * int4range(active_from, active_to)
         * int4range(null, case when s.last_at is null or s.last_at < to_timestamp($4 * 60) - interval '1 hour'
             then greatest(upper(asked), $3 + 1) end))::int as owing,
       (select count(*)::int from run_failure f join run r on r.id = f.run_id where r.collector = 'metrics' and r.account = $1
          and r.region = $2 and f.repaired_at is null and f.window_to > to_timestamp($3 * 60)) as failed
     from series_ledger l join series s on (s.account, s.id) = (l.account, l.series_id) where l.account = $1 and l.region = $2`,
    [place.account, place.region, Math.floor(window.from / minuteMs), Math.ceil(window.to / minuteMs)],
  );
  const [{ known, owing, failed } = { known: 0, owing: 0, failed: 0 }] = rows;
  return known > 0 && owing === 0 && failed === 0;
}
