import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Product, startProduct } from './product.ts';
import { demoSession } from './session.ts';

const boundSeconds = 240;

/** Where the tests find the product that runs for them. */
export const productFile = join(import.meta.dirname, '../.cache/e2e-product.json');

/** The session that every test holds from its start, as Playwright stores it: the demo's operator. */
export const sessionFile = join(import.meta.dirname, '../.cache/e2e-session.json');

/** Starts the product once for all tests, and waits for the first metrics of every place, and what they alert of. */
export default async function setup(): Promise<() => Promise<void>> {
  const product = await startProduct({ TRAILWATCH_DEMO_ARGS: '--seed e2e' });
  await firstCycle(product).catch(async (error: unknown) => {
    await product.stop();
    throw error;
  });
  writeFileSync(productFile, JSON.stringify(product));
  writeFileSync(sessionFile, JSON.stringify({ cookies: [await demoSession(product.url)], origins: [] }), { mode: 0o600 });
  return () => product.stop();
}

/** A page of each kind can be opened once every place has its first metrics, and these have found something to show. */
const elsewhere = ['audit', 'workforce'];

type Place = { account: string; region: string; metrics: boolean; found: string[] };

async function firstCycle({ databaseUrl }: Product): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let second = 0; second < boundSeconds; second++) {
      const { rows } = await client.query<Place>(
        `select account, region, bool_or(collector = 'metrics' and status in ('ok', 'partial')) as metrics,
           array_agg(distinct collector) filter (where status in ('ok', 'partial')) as found
         from run where purpose = 'live' group by account, region
         having bool_or(collector = 'inventory' and status in ('ok', 'partial'))`,
      );
      const isFound = elsewhere.every((collector) => rows.some(({ found }) => found?.includes(collector)));
      const { rows: alerts } = await client.query('select from alert where resolved_at is null limit 1');
      if (rows.length > 0 && rows.every(({ metrics }) => metrics) && isFound && alerts.length > 0) return;
      await sleep(500);
    }
    throw new Error(`no first metrics of every place, or no alert, within ${boundSeconds} s`);
  } finally {
    await client.end();
  }
}
