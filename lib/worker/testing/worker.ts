import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Place } from '#demo/scenario/types.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { uncovered, type Window } from '#lib/metrics/windows.ts';
import { listCatchUps } from '#lib/store/catch-ups.ts';
import { listCovered, listHoles } from '#lib/store/coverage.ts';

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

/** All of the window was asked for, nothing that failed in it is open, and no series still misses a part of it. */
export async function isSettled(pool: Pool, place: Place, window: Window): Promise<boolean> {
  const since = new Date(window.from);
  const [covered, holes, missed] = await Promise.all([
    listCovered({ pool }, { ...place, collector: 'metrics' }, since),
    listHoles({ pool }, { ...place, collector: 'metrics' }, since),
    listCatchUps({ pool }, place),
  ]);
  return uncovered(window, covered).length === 0 && holes.length === 0 && missed.every((one) => one.to <= window.from);
}
