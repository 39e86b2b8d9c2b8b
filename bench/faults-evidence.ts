import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';

const lastLines = 6;
const warnLevel = 40;

/** The last lines of the workers' log that warn, and whatever is no line of the log: the words of a process that broke. */
function lastWords(home: string): string[] {
  const isWorthIt = (line: string): boolean => {
    if (line === '') return false;
    try {
      return JSON.parse(line).level >= warnLevel;
    } catch {
      return true;
    }
  };
  return readFileSync(join(home, 'worker.log'), 'utf8').split('\n').filter(isWorthIt).slice(-lastLines);
}

const listOpenJobs = `select format('job %s of %s: %s since %s, last heard of at %s', singleton_key, name, state, coalesce(started_on, created_on),
    heartbeat_on) as words
  from pgboss.job where state in ('created', 'retry', 'active') order by created_on limit 12`;

const listStatements = `select format('%s is %s since %s, waits for %s: %s', application_name, state, state_change, coalesce(wait_event, 'nothing'),
    left(regexp_replace(query, 's+', ' ', 'g'), 160)) as words
  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 12`;

/** What tells why workers stand still or died, gathered before it is thrown away with them: a seed that failed once may not fail again. */
export async function evidenceOf(pool: Pool, home: string): Promise<string[]> {
  const words = async (sql: string): Promise<string[]> => (await pool.query<{ words: string }>(sql)).rows.map((row) => row.words);
  return [...lastWords(home), ...(await words(listOpenJobs)), ...(await words(listStatements))].map((line) => line.slice(0, 400));
}
