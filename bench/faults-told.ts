import type { Pool } from 'pg';

/**
 * What happened while a run was under way, or often enough, that the runs must tell of it. `clockOffRuns`: that ended while the clock of every
 * worker was off.
 */
export type Witnessed = {
  dealt: Readonly<Record<string, number>>;
  workersKilled: boolean;
  databaseKilled: boolean;
  clockOffRuns: number;
};

type Told = { throttles: number; failures: number; torn: number; interrupted: number; broken: number; off: number };

/** A worker that is killed takes the counts of its last seconds along: of so many faults some are told in any case. */
const certain = { faults: 20, torn: 6, clockOffRuns: 3 };

/** The runs' and the meter's own words of what went wrong. */
async function readTold(pool: Pool): Promise<Told> {
  const { rows } = await pool.query<Told>(
    `select (select coalesce(sum(throttles), 0)::int from call_meter) as throttles,
       (select coalesce(sum(failures), 0)::int from call_meter) as failures,
       (select count(*)::int from run_failure where code in ('PartialData', 'InternalError')) as torn,
       (select count(*)::int from run where status = 'failed' and counts ? 'interrupted') as interrupted,
       (select count(*)::int from run_failure where service = 'trailwatch') as broken,
       (select count(*)::int from run where abs((counts ->> 'clockOffSeconds')::int) >= 600) as off`,
  );
  return rows[0] as Told;
}

/** Kinds of faults that were there and that no run and no meter tells of, in words. */
export async function listUntold(
  pool: Pool,
  { dealt, workersKilled, databaseKilled, clockOffRuns }: Witnessed,
): Promise<string[]> {
  const told = await readTold(pool);
  const happened = (...names: string[]): boolean => names.reduce((sum, name) => sum + (dealt[name] ?? 0), 0) >= certain.faults;
  const must: [name: string, happened: boolean, told: number][] = [
    ['throttles', happened('throttle'), told.throttles],
    ['errors, cuts and torn bodies', happened('error', 'cut', 'malformed'), told.failures],
    ['partial data', (dealt.partial ?? 0) >= certain.torn, told.torn],
    ['a killed worker', workersKilled, told.interrupted],
    ['a lost database', databaseKilled, told.broken + told.interrupted],
    ['a clock that is off', clockOffRuns >= certain.clockOffRuns, told.off],
  ];
  return must.flatMap(([name, isThere, count]) => (isThere && count === 0 ? [`no run tells of ${name}`] : []));
}
