import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeDatabase, database } from '#lib/db.ts';
import { secureDatabase } from '#lib/launch/database-roles.ts';
import { openRuntime } from '#lib/launch/runtime.ts';
import { workerFlags } from '#lib/launch/v8-flags.ts';
import { type Child, startBenchChild } from './child.ts';
import type { DemoAnswer, DemoAsk } from './collect-demo.ts';
import { seedFleet } from './collect-fleet.ts';
import type { WorkerAnswer, WorkerAsk } from './collect-worker.ts';

type FleetWorld = { demo: Child<DemoAsk, DemoAnswer>; worker: Child<WorkerAsk, WorkerAnswer> };

/** Works with a demo account of 5,000 endpoints and a worker, each a process of its own, on a database of its own that knows the endpoints. */
export async function inFleetWorld<T>(startAt: number, work: (world: FleetWorld) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch bench '));
  const environment = { ...process.env, TRAILWATCH_HOME: home, DATABASE_URL: undefined };
  const root = join(import.meta.dirname, '..');
  const runtime = await openRuntime({ root, environment, needs: ['database'], say: console.error });
  const url = runtime.variables.DATABASE_URL ?? '';
  const db = database(url);
  const demo = startBenchChild<DemoAsk, DemoAnswer>('collect-demo.ts', {});
  try {
    const { worker: role } = await secureDatabase({ home, url, environment, by: 'launcher' });
    await seedFleet(db, startAt);
    await db.pool.query('analyze');
    const { environment: aws } = await demo.ask({ now: startAt });
    const worker = startBenchChild<WorkerAsk, WorkerAnswer>(
      'collect-worker.ts',
      { ...aws, DATABASE_URL: role.url, TRAILWATCH_PROCESS: 'worker' },
      { flags: workerFlags },
    );
    try {
      return await work({ demo, worker });
    } finally {
      await worker.stop();
    }
  } finally {
    await demo.stop();
    await closeDatabase(db);
    await runtime.close();
    rmSync(home, { recursive: true, force: true });
  }
}
