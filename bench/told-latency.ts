import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { startAccount } from '#demo/testing/account.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import type { Database } from '#lib/db.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { transaction } from '#lib/store/transaction.ts';
import { seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { minuteMs } from '#lib/time.ts';
import { atMost, beside, exactly, type Figure, quantile } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';
import { toldConfig, toldPlace } from './told-config.ts';
import { openHook } from './told-hook.ts';

const endpoints = 40;
const longestWaitMs = 60_000;
const collected = { account: '444455556666', region: 'us-east-1' };
const rule = {
  ...{ id: 'slow', title: 'Answers in more than a second', severity: 'page' },
  ...{ names: ['told-*'], threshold: { metric: 'ModelLatency', statistic: 'p99', above: '1 s' } },
};

function startWorker(home: string, url: string, environment: Readonly<Record<string, string>>): ChildProcess {
  const file = join(home, 'told.yaml');
  writeFileSync(file, stringify({ ...parse(configFor(collected)), alerts: { ...toldConfig(url).alerts, rules: [rule] } }));
  return spawn(process.execPath, [join(import.meta.dirname, '../lib/worker/main.ts')], {
    env: { ...process.env, ...environment, TRAILWATCH_CONFIG: file, TRAILWATCH_PROCESS: 'worker', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const nameOf = (nth: number): string => `told-${nth}`;

async function seedEndpoints(db: Database): Promise<void> {
  const figures = { 'endpoint.latency.model p99': () => 200_000 };
  const at = settledEnd(Date.now());
  for (let nth = 0; nth < endpoints; nth += 1) {
    await seedEndpoint(db, { name: nameOf(nth), team: 'search', figures, hours: 1 }, at);
  }
  await db.pool.query(
    `insert into series_ledger (account, series_id, region, asked) select account, id, region, int4multirange(int4range($1::int, $2::int)) from series
     where name like 'told-%'`,
    [at / minuteMs - 60, at / minuteMs],
  );
}

/** Stores the minutes that break the rule, as a pass does: points, ledger and the run's end together. @returns when, epoch ms */
async function store(db: Database, name: string): Promise<number> {
  const now = Date.now();
  const end = settledEnd(now);
  await transaction(db, async (client) => {
    const { rows } = await client.query<{ id: number }>('select id from series where account = $1 and name = $2', [
      toldPlace.account,
      name,
    ]);
    const seriesId = rows[0]?.id ?? 0;
    const at = [5, 4, 3, 2, 1].map((minute) => end - minute * minuteMs);
    await saveSamples(client, toldPlace.account, [{ seriesId, at, values: at.map(() => 1_500_000) }]);
    await client.query(
      `update series_ledger set asked = asked + int4multirange(int4range($3::int, $4::int)) where account = $1 and series_id = $2`,
      [toldPlace.account, seriesId, end / minuteMs - 60, end / minuteMs],
    );
    await client.query(
      `insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status)
       values ('metrics', $1, $2, 'live', $3, $4, $5, $5, 'ok')`,
      [toldPlace.account, toldPlace.region, new Date(end - 5 * minuteMs), new Date(end), new Date(now)],
    );
  });
  return Date.now();
}

async function until(is: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (await is()) return true;
  return false;
}

/** From a stored batch that completes a rule's condition to the webhook, by a worker that collects meanwhile. */
export const measureLatency = (): Promise<Figure[]> =>
  inOwnDatabase(async (db, home) => {
    const account = await startAccount();
    const hook = await openHook();
    await seedEndpoints(db);
    const worker = startWorker(home, hook.url, account.environment);
    try {
      const isJudging = async () => (await db.pool.query(`select from cursor where collector = 'alerts'`)).rowCount === 1;
      if (!(await until(isJudging, 2 * longestWaitMs))) throw new Error('the worker judged nothing within two minutes');
      const tookMs: number[] = [];
      for (let nth = 0; nth < endpoints; nth += 1) {
        const name = nameOf(nth);
        const storedAt = await store(db, name);
        const told = () => hook.received.find(({ names }) => names.includes(name));
        await until(() => told() !== undefined, longestWaitMs);
        const at = told()?.at;
        if (at !== undefined) tookMs.push(at - storedAt);
        await sleep(Math.random() * 2000);
      }
      return [
        exactly('conditions that nobody was told of', endpoints - tookMs.length, '', 0),
        atMost('from a stored point to the webhook, p95', quantile(tookMs, 0.95) / 1000, 's', 5),
        beside('p50', quantile(tookMs, 0.5) / 1000, 's'),
        beside('the slowest', Math.max(...tookMs) / 1000, 's'),
      ];
    } finally {
      worker.kill('SIGTERM');
      await once(worker, 'exit');
      hook.close();
      await account.close();
    }
  });
