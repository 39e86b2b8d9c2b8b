import type { Collecting } from '#lib/collect/cycle.ts';
import type { AlertsConfig } from '#lib/config-alerts.ts';
import { jsonRequest } from '#lib/notify/request.ts';
import { send } from '#lib/notify/send.ts';
import { readSecretFile } from '#lib/secret.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { hasRunEnded } from '#lib/store/last-starts.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { judgedMark } from './alerts.ts';

const beatMark = { account: '', region: '', collector: 'alerts', key: 'heartbeat' };
const timeoutMs = 10_000;
/** Alerts that were judged longer ago, or by nothing newer, are judged no more. */
const judgedWithinMs = 5 * minuteMs;
const readWithinMs = hourMs;

type Plan = Pick<Collecting, 'db' | 'clock' | 'log'> & { config: { alerts: Pick<AlertsConfig, 'allowPrivate'> } };
type Heartbeat = NonNullable<AlertsConfig['heartbeat']>;

const msSince = (value: unknown, now: number): number =>
  typeof value === 'number' ? Math.abs(now - value) : Number.POSITIVE_INFINITY;

/** Why somebody would be told of nothing now; null where alerts are judged by what was read lately. */
async function whyStill({ db }: Plan, now: number): Promise<string | null> {
  if (msSince(await findCursor(db, judgedMark), now) > judgedWithinMs) return 'alerts were not judged for minutes';
  return (await hasRunEnded(db, { after: now - readWithinMs, by: now })) ? null : 'nothing was collected for an hour';
}

/**
 * Tells an address now and then that alerts are judged, and tells it nothing while they are not: its silence is the alarm, which somebody else
 * raises. Of several workers, whoever comes first.
 */
export function createHeart(plan: Plan, { url, urlFile, every }: Heartbeat): () => Promise<boolean> {
  const { db, clock, log, config } = plan;
  let trouble: string | null = null;
  const tell = (why: string | null): void => {
    if (why === trouble) return;
    if (why === null) log.info('the heartbeat goes out again');
    else log.warn({ why }, 'no heartbeat goes out');
    trouble = why;
  };
  return async () => {
    const now = clock.now();
    if (msSince(await findCursor(db, beatMark), now) < every) return false;
    const still = await whyStill(plan, now);
    if (still !== null) {
      tell(still);
      return false;
    }
    try {
      const address = url ?? readSecretFile(urlFile ?? '', 'alerts.heartbeat.urlFile').trim();
      const body = { version: 1, event: 'heartbeat', at: new Date(now).toISOString() };
      const { status } = await send(jsonRequest(address, body), { allowPrivate: config.alerts.allowPrivate, timeoutMs });
      if (status < 200 || status >= 300) {
        tell(`it was answered with ${status}`);
        return false;
      }
      await setCursor(db.pool, beatMark, now, new Date(now));
      tell(null);
      return true;
    } catch (error) {
      tell((error as Error).message);
      return false;
    }
  };
}
