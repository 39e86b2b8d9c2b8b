import type { PoolClient } from 'pg';

/** Attempts of one operation on one day; `day` is its first millisecond, UTC. */
export type MeterRow = {
  day: number;
  account: string;
  region: string;
  service: string;
  operation: string;
  calls: number;
  throttles: number;
  failures: number;
  metrics: number;
  statistics: number;
  priceUsd: number;
  priceEachUsd: number;
};

/** Adds attempts to the call meter. Rows are taken in key order, so that two runs cannot wait for each other. */
export async function addToMeter(client: Pick<PoolClient, 'query'>, rows: readonly MeterRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.map((row) => ({ ...row, day: new Date(row.day).toISOString().slice(0, 10) }));
  await client.query(
    `insert into call_meter (day, account, region, service, operation, calls, throttles, failures, metrics, price_usd,
       statistics, price_each_usd)
     select day::date, account, region, service, operation, calls, throttles, failures, metrics, "priceUsd", statistics, "priceEachUsd"
     from jsonb_to_recordset($1) as m (day text, account text, region text, service text, operation text,
       calls int, throttles int, failures int, metrics int, "priceUsd" float8,
       statistics int, "priceEachUsd" float8)
     order by 1, 2, 3, 4, 5
     on conflict (day, account, region, service, operation) do update set
       calls = call_meter.calls + excluded.calls, throttles = call_meter.throttles + excluded.throttles,
       failures = call_meter.failures + excluded.failures, metrics = call_meter.metrics + excluded.metrics,
       price_usd = call_meter.price_usd + excluded.price_usd,
       statistics = call_meter.statistics + excluded.statistics, price_each_usd = call_meter.price_each_usd + excluded.price_each_usd`,
    [JSON.stringify(sorted)],
  );
}
