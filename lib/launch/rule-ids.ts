import type { Pool } from 'pg';
import type { Config } from '../config.ts';
import { TrailwatchError } from '../errors.ts';
import { formatExact } from '../format.ts';
import type { Environment } from './environments.ts';

type Made = { rule: string; team: string; by: string; at: number };

/**
 * Alert rules of trailwatch.yaml and those that were made in the console have one space of ids: which of two rules an alert is of must never be
 * doubtful. @throws TrailwatchError `conflict` that names both places
 */
export async function requireFreeRuleIds(
  { pool }: { pool: Pick<Pool, 'query'> },
  { alerts }: Pick<Config, 'alerts'>,
  { TRAILWATCH_CONFIG: file = 'trailwatch.yaml' }: Environment,
): Promise<void> {
  const ids = alerts.rules.map(({ id }) => id);
  if (ids.length === 0) return;
  const { rows } = await pool.query<Made>(
    `select rule, team, made_by as by, extract(epoch from made_at)::float8 * 1000 as at from alert_rule where rule = any($1) order by rule`,
    [ids],
  );
  if (rows.length === 0) return;
  const lines = rows.map(({ rule, team, by, at }) => {
    const place = `${file} alerts.rules[${ids.indexOf(rule)}].id: ${rule}`;
    const whose = team === 'all' ? 'of all teams' : `of team ${team}`;
    return `${place} is taken by a rule ${whose} that ${by} made in the console (${formatExact(at)})`;
  });
  throw new TrailwatchError('conflict', lines.join('\n'), {
    mend: `give the rule in ${file} another id; to have it under this one, first delete the other in the console at Alerts › Rules`,
  });
}
