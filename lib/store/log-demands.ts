import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { demand, type LogDemand } from './demands.ts';

/** Has a worker read log lines from AWS; null when none answered in time. Nothing is stored. @throws TrailwatchError `unavailable` */
export function demandLogs(wanted: Omit<LogDemand, 'type'>): Promise<unknown> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new TrailwatchError('unavailable', 'DATABASE_URL is not set');
  return demand(database(url), url, { type: 'logs', ...wanted });
}
