import { teamRules } from '#lib/catalog/health.ts';
import { minuteMs } from '#lib/time.ts';

/**
 * When the log of who works was last read in the place of a resource `r`, by the moment $2: a run whose calls to CloudWatch Logs failed
 * has not heard of anybody. Epoch ms; null when it was not within a day.
 */
export const heardAt = `(select extract(epoch from g.started_at)::float8 * 1000 from run g where g.collector = 'workforce' and g.account = r.account
  and g.region = r.region and g.status in ('ok', 'partial') and g.started_at <= $2 and g.started_at > $2::timestamptz - interval '1 day'
  and not exists (select from run_failure f where f.run_id = g.id and f.service = 'logs')
  order by g.started_at desc limit 1)`;

/** Silence means something only while the log is read: what was not looked at may be at work. */
export const isHeard = (at: number | null, now: number): boolean =>
  at !== null && now - at <= teamRules.heardWithinMinutes * minuteMs;
